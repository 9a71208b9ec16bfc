import { describe, expect, it } from "vitest";
import { NumberLiteral, type Json } from "../src/api/json";
import { constraints, inputValues, textsOf } from "../src/author/inputs";
import { mappedNodes, pathsIn } from "../src/author/marks";
import { jsonataPaths, openAtFirst, treeRows } from "../src/author/treeRows";
import { smallestChange } from "../src/editor/replaceText";
import { addEvent, NO_PROGRESS } from "../src/local/progress";
import { readLocation, tokenIn, writeLocation } from "../src/shell/location";

describe("a change of the text", () => {
  it("is as small as it can be, also where letters repeat", () => {
    expect(smallestChange("a\nb\nc", "a\nb\nb\nc")).toEqual({ from: 4, to: 4, insert: "b\n" });
    expect(smallestChange("aaa", "aa")).toEqual({ from: 2, to: 3, insert: "" });
    expect(smallestChange("same", "same")).toBeNull();
  });
});

describe("the tree of an answer", () => {
  it("has a line for each visible node, with its place among its siblings", () => {
    const answer: Json = { id: 1, company: { name: "A" } };
    const rows = treeRows(answer, openAtFirst(answer));
    expect(rows.map((row) => [row.label, row.level, row.position, row.siblings])).toEqual([
      ["answer", 1, 1, 1],
      ["id", 2, 1, 2],
      ["company", 2, 2, 2],
      ["name", 3, 1, 1],
    ]);
  });

  it("stays short at first, however long the answer is", () => {
    const answer: Json = { items: Array.from({ length: 10_000 }, (_, id) => ({ id })), total: 10_000 };
    expect(treeRows(answer, openAtFirst(answer))).toHaveLength(3);
  });

  it("names its paths as JSONata, with back quotes where a name needs them", () => {
    expect(jsonataPaths({ "customer-name": "x", orders: [{ id: 1 }] }, 10)).toEqual(["`customer-name`", "orders", "orders.id"]);
  });

  it("leaves out a name with a back quote, and what is below it: JSONata cannot write it", () => {
    expect(jsonataPaths({ "a`b": { c: 1 }, d: 2 }, 10)).toEqual(["d"]);
  });
});

describe("numbers", () => {
  it("go to the server as they are typed, so that no digit is lost", () => {
    const inputs = [{ name: "id", type: "integer" }, { name: "share", type: "number" }, { name: "no", type: "number" }, { name: "yes", type: "boolean" }, { name: "none", type: "string" }];
    expect(inputValues(inputs, { id: "9007199254740993", share: "1.50", no: "01", yes: "true", none: "" })).toEqual({
      id: new NumberLiteral("9007199254740993"),
      share: new NumberLiteral("1.50"),
      no: "01",
      yes: true,
    });
  });
});

describe("inputs", () => {
  it("say their constraints in a line", () => {
    expect(constraints({ name: "a", type: "integer", minimum: 1, maximum: null as unknown as Json, default: 5 })).toBe(
      "integer, at least 1, default 5",
    );
  });

  it("take those of an example; null is absent", () => {
    expect(textsOf({ name: "e", input: { a: 1, b: "x", c: null } })).toEqual({ a: "1", b: "x" });
  });
});

describe("where an output came from", () => {
  it("is a node, or several", () => {
    const mapping = [
      { field: "name", how: "found", paths: [["name"]] },
      { field: "ids", how: "found", paths: [["orders", 0, "id"], ["orders", 1, "id"]] },
      { field: "label", how: "found", paths: [["name"]] },
    ];
    expect(Object.fromEntries(mappedNodes("", mapping))).toEqual({
      '["name"]': ["name", "label"],
      '["orders",0,"id"]': ["ids"],
      '["orders",1,"id"]': ["ids"],
    });
  });

  it("is in the answer of one step", () => {
    const field = { field: "name", how: "found", step: "customer", paths: [["name"]] };
    expect(pathsIn("customer", field)).toEqual([["name"]]);
    expect(pathsIn("orders", field)).toEqual([]);
  });
});

describe("events", () => {
  it("of a new deployment replace those of the last one", () => {
    let progress = addEvent(NO_PROGRESS, { kind: "stack", logicalId: "Old", status: "CREATE_COMPLETE" });
    progress = addEvent(progress, { kind: "local", state: "deploying" });
    progress = addEvent(progress, { kind: "stack", logicalId: "New", status: "CREATE_FAILED", reason: "why" });
    progress = addEvent(progress, { kind: "local", state: "failed", message: "It failed." });
    expect(progress.events.map((event) => event.logicalId)).toEqual(["New"]);
    expect(progress).toMatchObject({ state: "failed", message: "It failed." });
  });
});

describe("the page's address", () => {
  it("keeps view and file, and not the token", () => {
    const location = { view: "plan", file: "a b.yaml" } as const;
    expect(readLocation(writeLocation(location))).toEqual(location);
    expect(readLocation("#view=nonsense")).toEqual({ view: "author", file: null });
    expect(writeLocation(readLocation("#token=secret&view=plan"))).toBe("#view=plan");
    expect(tokenIn("#token=t-_1&view=plan")).toBe("t-_1");
    expect([tokenIn(""), tokenIn("#token=&view=plan")]).toEqual([null, null]);
  });
});
