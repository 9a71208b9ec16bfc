import { describe, expect, it } from "vitest";
import { yamlContext } from "../src/editor/yamlContext";

/** The context at the mark | of a text. */
function at(marked: string) {
  const position = marked.indexOf("|");
  return yamlContext(marked.replace("|", ""), position);
}

describe("where the cursor stands in a definition", () => {
  it("is a key of the root on an empty line", () => {
    expect(at("name: A\n|\noutput:\n  x: {type: string}\n")).toMatchObject({ path: [], kind: "key", siblings: ["name", "output"] });
  });

  it("is a key below the key above it that is less indented", () => {
    expect(at("request:\n  upstream: crm\n  me|")).toMatchObject({ path: ["request"], kind: "key", siblings: ["upstream"] });
  });

  it("is the value behind a colon", () => {
    expect(at("request:\n  method: G|")).toMatchObject({ path: ["request", "method"], kind: "value", flow: false });
  });

  it("is a key in braces", () => {
    expect(at("output:\n  name: {type: string, fr|")).toMatchObject({
      path: ["output", "name"],
      kind: "key",
      siblings: ["type"],
      flow: true,
    });
  });

  it("is a value in braces, with quoted braces and commas before it", () => {
    expect(at('output:\n  name: {default: "a, {b", type: |}')).toMatchObject({ path: ["output", "name", "type"], kind: "value" });
  });

  it("is a key in braces that were opened lines above", () => {
    expect(at("output:\n  name: {\n    type: string,\n    |\n  }\n")).toMatchObject({ path: ["output", "name"], kind: "key" });
  });

  it("is a key of a list's item, behind the dash and below it", () => {
    expect(at("examples:\n  - na|")).toMatchObject({ path: ["examples", "[]"], kind: "key" });
    expect(at("examples:\n  - name: a\n    in|\n  - name: b\n    data: {}")).toMatchObject({
      path: ["examples", "[]"],
      kind: "key",
      siblings: ["name"],
    });
  });

  it("is a key of a list's item when the list is not indented", () => {
    expect(at("examples:\n- name: a\n  in|")).toMatchObject({ path: ["examples", "[]"], kind: "key" });
  });

  it("knows a plain path with a template as one value", () => {
    expect(at("request:\n  path: /users/{us|")).toMatchObject({ path: ["request", "path"], kind: "value", flow: false });
  });

  it("is nowhere in a comment", () => {
    expect(at("name: A\n# na|")).toBeNull();
  });

  it("knows steps", () => {
    expect(at("steps:\n  customer:\n    request: {upstream: crm, |")).toMatchObject({
      path: ["steps", "customer", "request"],
      kind: "key",
      siblings: ["upstream"],
    });
  });
});
