// The page as a person uses it: what is seen and pressed, and nothing of how it is made.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export class ConsolePage {
  /** @param page a page of puppeteer */
  constructor(page, settings) {
    this.page = page;
    this.settings = settings;
    this.origin = new URL(settings.url).origin;
    this.complaints = [];
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${this.origin}/`) && !/^(data|blob|about):/.test(url)) {
        this.complaints.push(`a request to ${url}`);
      }
    });
    page.on("console", (message) => {
      // A refusal of the server is shown to the person; the browser logs its status as well.
      const refusal = /the server responded with a status of 4\d\d/.test(message.text());
      if (!refusal && (message.type() === "error" || message.type() === "warn")) {
        this.complaints.push(`in the browser's console: ${message.text()} ${message.location().url ?? ""}`);
      }
    });
    page.on("pageerror", (problem) => this.complaints.push(`an exception: ${problem.message}`));
  }

  async open({ width = 1280, height = 820, colours = "light", view = "author", file = "fetch-user.yaml" } = {}) {
    await this.page.setViewport({ width, height });
    await this.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: colours }]);
    await this.page.goto(`${this.settings.url}&view=${view}&file=${file}`);
    await this.page.waitForSelector(".cm-content");
    if (view === "author") {
      await this.text(".problems-title", (text) => text !== "Checking …");
    }
  }

  definition(file) {
    return readFileSync(join(this.settings.definitions, file), "utf8");
  }

  changeElsewhere(file, text) {
    writeFileSync(join(this.settings.definitions, file), text);
  }

  deleteElsewhere(file) {
    rmSync(join(this.settings.definitions, file));
  }

  exists(file) {
    return existsSync(join(this.settings.definitions, file));
  }

  /** Shows or hides the tab, as far as the page can know: a browser without a window never hides one. */
  async show(visible) {
    await this.page.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, visible ? "visible" : "hidden");
  }

  /** Waits until something that is shown is as expected; returns its text. */
  async text(selector, expected = () => true, milliseconds = 10_000) {
    let last = "(nothing)";
    const end = Date.now() + milliseconds;
    while (Date.now() < end) {
      const texts = await this.page.$$eval(selector, (found) =>
        found.filter((each) => each.checkVisibility()).map((each) => each.innerText),
      );
      if (texts.length > 0) {
        last = texts.join("\n");
        if (expected(last)) {
          return last;
        }
      }
      await pause(50);
    }
    throw new Error(`${selector} did not become as expected. It shows: ${last}`);
  }

  async contains(selector, part) {
    return this.text(selector, (text) => text.includes(part));
  }

  async gone(selector) {
    await this.page.waitForSelector(selector, { hidden: true, timeout: 10_000 });
  }

  /** Presses a button or a tab by its name, as a person reads it. */
  async press(name) {
    const handle = await this.page.waitForSelector(`::-p-xpath(//*[self::button or @role="tab"][normalize-space()=${quoted(name)}][not(ancestor::*[@hidden])])`, {
      visible: true,
      timeout: 10_000,
    });
    await handle.click();
  }

  /** Chooses one of several by its name. */
  async choose(name) {
    const handle = await this.page.waitForSelector(`::-p-xpath(//label[normalize-space()=${quoted(name)}])`, { visible: true, timeout: 10_000 });
    await handle.click();
  }

  /** The field with a label. */
  async field(label) {
    const id = await this.page.waitForFunction(
      (label) =>
        [...document.querySelectorAll("label")].find((each) => each.innerText.replace("*", "").trim() === label && each.checkVisibility())?.htmlFor,
      { timeout: 10_000 },
      label,
    );
    return this.page.waitForSelector(`#${await this.page.evaluate((text) => CSS.escape(text), await id.jsonValue())}`);
  }

  async fill(label, text) {
    const field = await this.field(label);
    await field.click({ clickCount: 3 });
    await this.page.keyboard.press("Backspace");
    await this.page.keyboard.type(text);
  }

  /** The text of the editor, which draws the lines in sight and some more. */
  async editor() {
    return this.page.$$eval(".editor .cm-line", (lines) => lines.map((line) => line.textContent).join("\n"));
  }

  /** Selects a part of the text, and types over it. */
  async retype(part, replacement) {
    await this.page.focus(".editor .cm-content");
    await this.page.$$eval(
      ".editor .cm-line",
      (lines, part) => {
        const line = lines.find((each) => each.textContent.includes(part));
        if (line === undefined) {
          throw new Error(`The editor does not show ${part}`);
        }
        const place = (offset) => {
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          let rest = offset;
          while (walker.nextNode()) {
            if (rest <= walker.currentNode.length) {
              return [walker.currentNode, rest];
            }
            rest -= walker.currentNode.length;
          }
          throw new Error("The line ended");
        };
        const start = line.textContent.indexOf(part);
        getSelection().setBaseAndExtent(...place(start), ...place(start + part.length));
      },
      part,
    );
    // The editor takes the selection from the browser a moment later.
    await pause(100);
    await this.page.keyboard.type(replacement);
  }

  async control(key) {
    await this.page.keyboard.down("Control");
    await this.page.keyboard.press(key);
    await this.page.keyboard.up("Control");
  }

  async run() {
    await this.press("Run");
    await this.page.waitForSelector(".outcome", { timeout: 15_000 });
    await this.gone(".try-pane [role=status] .mantine-Loader-root");
  }

  /** A node of the answer's tree. */
  node(path) {
    return this.page.waitForSelector(`[role=treeitem][data-path=${quoted(JSON.stringify(path))}]`, { visible: true, timeout: 10_000 });
  }

  async screenshot(name) {
    await this.page.screenshot({ path: join(this.settings.screenshots, `${name}.png`) });
  }

  /** What axe has against what is shown now. */
  async accessibilityProblems() {
    await pause(400);
    if (!(await this.page.evaluate(() => "axe" in window))) {
      await this.page.evaluate(AXE);
    }
    return this.page.evaluate(async () => {
      // What every rule finds; of what is in order, axe need not report each element.
      const { violations } = await window.axe.run({ resultTypes: ["violations"] });
      return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
    });
  }
}

/** A text in a selector. */
function quoted(text) {
  return text.includes("'") ? `"${text.replaceAll('"', '\\"')}"` : `'${text}'`;
}

export function pause(milliseconds) {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}

export function assert(holds, message) {
  if (!holds) {
    throw new Error(message);
  }
}

export function assertContains(text, part, what) {
  assert(text.includes(part), `${what} does not contain "${part}": ${text}`);
}
