import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { actionForLargeResponse, actions, bareEvent, largeResponse, urlEvent } from "./definitions.mjs";
import { median, number, p99, Report, verdict } from "./figures.mjs";
import { key, page, strayNotes } from "./page.mjs";

const upTo = (count) => Array.from({ length: count }, (_, i) => i + 1);

test("the median is the middle or the mean of two", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 4, 5]), 4.5);
  assert.equal(median([7]), 7);
});

test("a percentile is a value that was measured", () => {
  assert.equal(p99(upTo(100)), 99);
  assert.equal(p99([8, 3]), 8);
});

test("one outlier moves neither", () => {
  const noisy = upTo(1000).map((value) => (value === 1000 ? 1_000_000 : value));
  assert.equal(median(noisy), median(upTo(1000)));
  assert.equal(p99(noisy), p99(upTo(1000)));
});

test("a target is met when it is reached and missed beyond it", () => {
  assert.equal(verdict({ measured: 1.8, atMost: 1.8 }), "met");
  assert.equal(verdict({ measured: 1.81, atMost: 1.8 }), "MISSED");
  assert.equal(verdict({ measured: 10_000, atLeast: 10_000 }), "met");
  assert.equal(verdict({ measured: 9_999, atLeast: 10_000 }), "MISSED");
  assert.equal(verdict({ measured: 0.0604, atMost: 0.06 }), "MISSED");
  assert.equal(verdict({ measured: 0, atMost: 0 }), "met");
  assert.equal(verdict({ measured: 3 }), "-");
  assert.equal(verdict({ atMost: 1 }), "not measured");
});

test("numbers are short", () => {
  assert.deepEqual([0.0604, 1.8, 10_000, 0, 128.4].map(number), ["0.060", "1.80", "10000", "0", "128"]);
});

test("a smoke run never says met or missed", () => {
  const table = (isSmokeRun) => {
    const report = new Report(isSmokeRun);
    report.add("warm", "p50", { measured: 1, unit: "x", atMost: 1.8, detail: "" });
    return report.table();
  };
  assert.match(table(true), /^SMOKE RUN: NOT A MEASUREMENT/);
  assert.doesNotMatch(table(true), / met /);
  assert.match(table(false), /warm +p50 +1\.00 x +<= 1\.80 x +met/);
  assert.doesNotMatch(table(false), /SMOKE/);
});

test("five hundred definitions are five hundred different ones", () => {
  const all = JSON.parse(actions(500)).actions;
  const expressions = all.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ from }) => from ?? []));
  assert.equal(new Set(all.map(({ name }) => name)).size, 500);
  assert.equal(new Set(expressions).size, 4 * 500);
  assert.equal(all[0].name, "FetchUser");
});

test("the large response is a megabyte in which each of the five expressions finds something", () => {
  const bytes = Buffer.byteLength(largeResponse());
  assert.ok(bytes > 990_000 && bytes < 1_010_000, String(bytes));
  const user = JSON.parse(largeResponse());
  const [{ outputs }] = JSON.parse(actionForLargeResponse()).actions;
  const paths = Object.values(outputs).map(({ from }) => from.replace("[1]", ".1").split("."));
  assert.equal(paths.length, 5);
  for (const path of paths) assert.equal(typeof path.reduce((tree, key) => tree[key], user), "string");
});

test("the event at the Function URL carries the bare one, its length and the time", () => {
  const { body, headers, requestContext } = JSON.parse(urlEvent());
  assert.equal(body, bareEvent());
  assert.equal(headers["content-length"], String(body.length));
  assert.ok(Date.now() - requestContext.timeEpoch < 10_000);
});

/** What a run writes, with figures that need not be measured to be known. */
function run(isSmokeRun = false) {
  const report = new Report(isSmokeRun);
  report.add("start", "url / trivial", { measured: 2.1, unit: "x", atMost: 2, detail: "ours 210.0 ms, trivial 100.0 ms" });
  report.add("start", "bare / trivial", { measured: 1.9, unit: "x", atMost: 1.9, detail: "a | b" });
  report.add("size", "successes", { measured: 10_000, unit: "", atLeast: 10_000, detail: "at the URL" });
  report.add("warm", "p99 / raw GET", { measured: 3, unit: "x", detail: "" });
  report.notMeasured("python", "there is no python3");
  const machine = { os: "Linux 6.1.0", architecture: "x64", processors: 2, cpu: "A processor", memory: "4194304 kB", loadAtStart: "0.01 0.02 0.03" };
  const about = {
    started: "2026-11-28T05:22:37.123Z",
    command: "function/benchmark/run",
    commit: "0123456789abcdef",
    machine,
    versions: { jdk: "25 A vendor", node: "v20.20.2", python: undefined },
    javaOptions: { SnapStart: "-Xmx435m", "on demand": "" },
  };
  return JSON.parse(report.json(about));
}

test("the page has each figure with its target and whether it is met", () => {
  const text = page(run(), {});
  assert.ok(text.includes("\n| start | url / trivial | 2.10 × | ≤ 2.00 × | **missed** | ours 210.0 ms, trivial 100.0 ms |\n"), text);
  assert.ok(text.includes("\n| start | bare / trivial | 1.90 × | ≤ 1.90 × | met | a \\| b |\n"), text);
  assert.ok(text.includes("\n| size | successes | 10000 | ≥ 10000 | met | at the URL |\n"), text);
  assert.ok(text.includes("\n| warm | p99 / raw GET | 3.00 × | - | - |  |\n"), text);
  assert.match(text, /## What was not measured\?\n\n- python: all of it: there is no python3\n/);
  assert.doesNotMatch(text, /undefined|NaN|SMOKE|smoke/);
});

test("the page names the machine, the versions, the date, the commit and the command", () => {
  const text = page(run(), {});
  for (const line of [
    "| Processor | A processor, 2 cores |",
    "| Memory | 4.0 GiB |",
    "| System | Linux 6.1.0, x64 |",
    "| JDK | 25 A vendor |",
    "| Node.js | v20.20.2 |",
    "| JVM options, SnapStart | `-Xmx435m` |",
    "| JVM options, on demand | none |",
    "| Date | 2026-11-28 05:22 UTC |",
    "| Commit | 0123456789abcdef |",
    "| Command | `function/benchmark/run` |",
  ]) {
    assert.ok(text.includes(`\n${line}\n`), line);
  }
});

test("a missed figure has its note or asks for one, and a met one has none", () => {
  const notes = { "start: url / trivial": "Half of it is class loading.", "start: bare / trivial": "Not shown." };
  assert.match(page(run(), notes), /- \*\*start: url \/ trivial\*\* is 2\.10 ×, and the target is ≤ 2\.00 ×\. Half of it is class loading\.\n/);
  assert.doesNotMatch(page(run(), notes), /Not shown/);
  assert.match(page(run(), {}), /is 2\.10 ×, .* Not explained yet: write where the time goes into `function\/benchmark\/notes\.json`\.\n/);
  const met = run();
  met.figures = met.figures.filter(({ verdict: it }) => it !== "MISSED");
  assert.match(page(met, notes), /where does the time go\?\n\nNone\.\n/);
});

test("a note whose figure the run does not have is named", () => {
  assert.deepEqual(strayNotes(run(), { "start: url / trivial": "", "start: url / trivail": "" }), ["start: url / trivail"]);
  assert.equal(key(run().figures[0]), "start: url / trivial");
});

test("the page of a smoke run says that it measured nothing", () => {
  const text = page(run(true), {});
  assert.match(text, /\*\*This was a smoke run, and no measurement/);
  assert.doesNotMatch(text, /\| met \||missed\*\*|Not explained yet/);
});

test("the page is written again without a measurement, and the notes stay as they are", () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const notes = join(root, "function/benchmark/notes.json");
  const before = readFileSync(notes, "utf8");
  const folder = mkdtempSync(join(tmpdir(), "page"));
  const main = (...args) =>
    spawnSync(process.execPath, [join(root, "function/benchmark/driver/main.mjs"), "--project", root, ...args], { encoding: "utf8" });
  const [samples, text] = [join(folder, "samples.json"), join(folder, "docs/page.md")];
  try {
    writeFileSync(samples, JSON.stringify(run()));
    assert.equal(main("--from", samples, "--page", text).status, 0);
    assert.equal(readFileSync(text, "utf8"), page(run(), JSON.parse(before)));
    assert.equal(readFileSync(notes, "utf8"), before);

    for (const wrong of [["--from", samples], ["--from", samples, "--page", text, "warm"]]) {
      const { status, stderr } = main(...wrong);
      assert.deepEqual([status, stderr], [2, "--from measures nothing: give it with --page FILE, and no part.\n"]);
    }
    writeFileSync(samples, "{}");
    assert.match(main("--from", samples, "--page", text).stderr, /has no samples of this version of the benchmark\.\n$/);
    writeFileSync(samples, "no JSON");
    assert.match(main("--from", samples, "--page", text).stderr, /cannot be read as JSON: /);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
