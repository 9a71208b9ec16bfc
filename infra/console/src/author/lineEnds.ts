export type LineEnd = "\n" | "\r\n" | "\r";

/** The text as the editor has it: each line ends with \n. */
export function withNewlines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** The text for a file whose lines end with this. */
export function withLineEnd(text: string, lineEnd: LineEnd): string {
  return lineEnd === "\n" ? text : text.replaceAll("\n", lineEnd);
}

/** How most lines of a file end. */
export function lineEndOf(text: string): LineEnd {
  const count: { [end in LineEnd]: number } = { "\n": 0, "\r\n": 0, "\r": 0 };
  for (const [end] of text.matchAll(/\r\n?|\n/g)) {
    count[end as LineEnd]++;
  }
  const ends: readonly LineEnd[] = ["\n", "\r\n", "\r"];
  return ends.reduce((most, end) => (count[end] > count[most] ? end : most));
}
