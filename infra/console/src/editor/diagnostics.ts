import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { Problem } from "../api/types";

/** A problem's place in the text. A place that the text no longer has moves to its end. */
export function toDiagnostic(doc: Text, problem: Problem): Diagnostic {
  const from = positionOf(doc, problem.line, problem.column);
  const line = doc.lineAt(from);
  const given =
    problem.endLine === undefined || problem.endLine === null
      ? line.to
      : positionOf(doc, problem.endLine, problem.endColumn ?? 1);
  return { from, to: Math.max(given, from), severity: problem.severity, message: problem.message };
}

export function positionOf(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + Math.max(column, 1) - 1, found.to);
}
