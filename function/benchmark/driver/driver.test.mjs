import assert from "node:assert/strict";
import { test } from "node:test";
import { actionForLargeResponse, actions, bareEvent, largeResponse, urlEvent } from "./definitions.mjs";
import { median, number, p99, Report, verdict } from "./figures.mjs";

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
