import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

/** Marks the lines that a proposal has written, until the next edit. */
export const markFresh = StateEffect.define<{ from: number; to: number } | null>();

export const freshLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(markFresh)) {
        return effect.value === null ? Decoration.none : linesOf(transaction.state.doc, effect.value);
      }
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function linesOf(doc: { lineAt(position: number): { from: number; to: number; number: number }; line(n: number): { from: number }; length: number }, range: { from: number; to: number }): DecorationSet {
  const first = doc.lineAt(range.from).number;
  const last = doc.lineAt(Math.min(range.to, doc.length)).number;
  const marks = [];
  for (let line = first; line <= last; line++) {
    marks.push(Decoration.line({ class: "cm-fresh" }).range(doc.line(line).from));
  }
  return Decoration.set(marks);
}
