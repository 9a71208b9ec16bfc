import { describe, expect, it } from "vitest";
import { withDeleted } from "../src/author/deletedFiles";
import { lineEndOf, withLineEnd, withNewlines } from "../src/author/lineEnds";
import { unsavedFiles, type Document } from "../src/author/useDocuments";

describe("the line ends of a file", () => {
  it.each(["a\nb\n", "a\r\nb\r\n\r\n", "a\rb\r", "", "one line"])("come back as they were: %j", (text) => {
    expect(withLineEnd(withNewlines(text), lineEndOf(text))).toBe(text);
  });

  it("are \\n for the editor", () => {
    expect(withNewlines("a\r\nb\rc\nd\r\r\n")).toBe("a\nb\nc\nd\n\n");
  });

  it("of a mixed file become those that most of its lines have", () => {
    expect(lineEndOf("a\r\nb\r\nc\n")).toBe("\r\n");
    expect(lineEndOf("a\r\nb\nc\n")).toBe("\n");
  });
});

describe("open files", () => {
  const document: Document = { text: "a", saved: "a", lineEnd: "\n", version: "1", onDisk: "same" };

  it("with a text of their own are not saved", () => {
    expect(unsavedFiles({ "a.yaml": document, "b.yaml": { ...document, text: "b" } })).toEqual(["b.yaml"]);
  });

  it("that are deleted stay in the list if they are selected, or not saved", () => {
    const actions = [{ name: "A", file: "a.yaml", problem: null }];
    const deleted: Document = { ...document, onDisk: "deleted" };
    const documents = { "a.yaml": deleted, "b.yaml": deleted, "c.yaml": { ...deleted, text: "c" }, "d.yaml": document, "e.yaml": deleted };
    expect(withDeleted(actions, documents, "b.yaml").map((action) => action.file)).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
  });
});
