import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { complete } from "../src/editor/completion";

const schema = JSON.parse(readFileSync(new URL("../../authoring/action.schema.json", import.meta.url), "utf8"));
const known = { schema, inputs: ["userId"], upstreams: ["users"], answerPaths: ["company.name", "email"] };

/** The labels that are offered at the mark | of a text. */
function offered(marked: string): string[] {
  const state = EditorState.create({ doc: marked.replace("|", "") });
  const result = complete(new CompletionContext(state, marked.indexOf("|"), true), known);
  return (result?.options ?? []).map((option) => option.label);
}

describe("completion by the schema of definitions", () => {
  it("offers the root's keys that are not there yet", () => {
    expect(offered("name: A\n|")).toEqual(expect.arrayContaining(["request", "output", "examples", "timeout"]));
    expect(offered("name: A\n|")).not.toContain("name");
  });

  it("offers what an output may say, in braces and in a block", () => {
    expect(offered("output:\n  x: {type: string, |}")).toEqual(expect.arrayContaining(["from", "default", "required"]));
    expect(offered("output:\n  x:\n    |")).toEqual(expect.arrayContaining(["type", "from", "items"]));
  });

  it("offers the types of an output", () => {
    expect(offered("output:\n  x: {type: |}")).toEqual(expect.arrayContaining(["string", "integer", "number", "boolean"]));
  });

  it("offers the parts of an array's items", () => {
    expect(offered("output:\n  x:\n    type: array\n    items: {|}")).toEqual(expect.arrayContaining(["type", "properties"]));
  });

  it("offers what an example may have", () => {
    expect(offered("examples:\n  - name: a\n    |")).toEqual(expect.arrayContaining(["input", "response", "data", "errorCode"]));
  });

  it("offers methods, and the definition's inputs in a template", () => {
    expect(offered("request:\n  method: |")).toEqual(expect.arrayContaining(["GET", "POST"]));
    expect(offered("request:\n  path: /users/{|}")).toEqual(["userId", "requestId"]);
  });

  it("offers the upstreams and the paths of the last answer", () => {
    expect(offered("request:\n  upstream: |")).toEqual(["users"]);
    expect(offered("output:\n  x: {type: string, from: |}")).toEqual(["company.name", "email"]);
  });

  it("offers nothing in a comment", () => {
    expect(offered("# na|")).toEqual([]);
  });
});
