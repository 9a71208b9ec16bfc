// Runs the scenarios against a console, and writes what came of them: node run.mjs SETTINGS.json [PART OF A NAME]
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { ConsolePage } from "./consolePage.mjs";
import { pictures } from "./pictures.mjs";
import { scenarios } from "./scenarios.mjs";

const SLOWEST_SCENARIO_MILLISECONDS = 300_000;

/**
 * url, definitions (a folder), screenshots (a folder), results (a file), browser (a program); pictures (a folder) instead
 * of the scenarios writes the pictures of the documents.
 */
const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const part = process.argv[3] ?? "";
mkdirSync(settings.screenshots, { recursive: true });

const files = readdirSync(settings.definitions).filter((name) => /\.ya?ml$/.test(name));
const originals = files.map((name) => [join(settings.definitions, name), readFileSync(join(settings.definitions, name), "utf8")]);

const browser = await puppeteer.launch({
  executablePath: settings.browser,
  args: [
    // A container has no user namespaces, and root has no sandbox. The page comes from this machine.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    // One process draws every tab. A new one compiles the page's scripts anew, and a spare one starts for each tab.
    "--process-per-site",
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--disable-features=SpareRendererForSitePerProcess",
  ],
});
const results = [];
try {
  for (const [name, scenario] of Object.entries(settings.pictures === undefined ? scenarios : pictures)) {
    if (!name.includes(part)) {
      continue;
    }
    originals.forEach(([file, text]) => writeFileSync(file, text));
    const page = await newTab();
    const it = new ConsolePage(page, settings);
    const start = Date.now();
    let problem = null;
    try {
      await within(scenario(it));
      if (it.complaints.length > 0) {
        problem = it.complaints.join("\n");
      }
    } catch (failure) {
      problem = [failure.message, ...it.complaints].join("\n");
      await it.screenshot(`failed-${results.length}`).catch(() => {});
    }
    results.push({ name, problem, milliseconds: Date.now() - start });
    console.log(`${problem === null ? "ok    " : "FAILED"} ${name} (${Date.now() - start} ms)${problem === null ? "" : `\n${problem}`}`);
  }
} finally {
  originals.forEach(([file, text]) => writeFileSync(file, text));
  await browser.close();
  writeFileSync(settings.results, JSON.stringify(results, null, 2));
}

/** A tab that knows nothing of the scenarios before: their tabs are closed, and what they stored is deleted. */
async function newTab() {
  const before = await browser.pages();
  const page = await browser.newPage();
  // A page with unsaved text is not asked.
  await Promise.all(before.map((each) => each.close()));
  const client = await page.createCDPSession();
  await client.send("Storage.clearDataForOrigin", { origin: new URL(settings.url).origin, storageTypes: "all" });
  await client.detach();
  return page;
}

function within(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("The scenario took too long")), SLOWEST_SCENARIO_MILLISECONDS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
