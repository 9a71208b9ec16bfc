/** Where a position stands in a YAML text that may be half-written. */
export interface YamlContext {
  /** The keys above the position; "[]" stands for an item of a list. */
  readonly path: readonly string[];
  /** What is being written: a key of the object at the path, or the value at the path. */
  readonly kind: "key" | "value";
  /** Where the word begins that is being written. */
  readonly from: number;
  /** The keys that the same object has already. */
  readonly siblings: readonly string[];
  /** Whether the position is inside braces. */
  readonly flow: boolean;
}

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly start: number;
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#:{[&*!|>'"%@`,][^#:{[,]*?|[^\s:]+?)\s*:(?=\s|$)/;

/** Looks at indentation and brackets alone, for a parser gives up on the line that is being written. */
export function yamlContext(text: string, position: number): YamlContext | null {
  const lines = linesOf(text.slice(0, position));
  const current = lines.pop();
  if (current === undefined || isComment(current.text)) {
    return null;
  }
  const opening = openingLine(lines, current);
  const block = blockPath(opening === null ? lines : lines.slice(0, lines.indexOf(opening)), opening ?? current);
  const own = opening ?? current;
  const rest = text.slice(block.contentStart, position);
  const key = KEY.exec(rest);
  if (key === null) {
    return {
      path: block.path,
      kind: "key",
      from: block.contentStart,
      siblings: siblingsInBlock(text, own.start, block.contentIndent),
      flow: false,
    };
  }
  const path = [...block.path, unquoted(key[1] ?? "")];
  const valueStart = block.contentStart + key[0].length;
  const value = text.slice(valueStart, position);
  return flowContext(value, valueStart, path);
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const result = { indent: line.length - line.trimStart().length, text: line, start };
    start += line.length + 1;
    return result;
  });
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith("#");
}

function isBlank(line: Line): boolean {
  return line.text.trim() === "" || isComment(line.text);
}

/** The line above that opens the bracket in which the current line stands. */
function openingLine(lines: readonly Line[], current: Line): Line | null {
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index];
    if (line === undefined || isBlank(line)) {
      continue;
    }
    const depth = openBrackets(lines.slice(index).map((each) => each.text).join("\n"));
    if (depth > 0) {
      return line;
    }
    if (line.indent < current.indent && KEY.test(line.text.trim())) {
      return null;
    }
  }
  return null;
}

function openBrackets(text: string): number {
  let depth = 0;
  for (const each of symbols(text)) {
    if (each.symbol === "{" || each.symbol === "[") {
      depth++;
    } else if (each.symbol === "}" || each.symbol === "]") {
      depth--;
    }
  }
  return depth;
}

/** Brackets, commas and colons outside quotes and comments. */
function* symbols(text: string): Generator<{ symbol: string; at: number }> {
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const symbol = text.charAt(at);
    if (quote !== null) {
      if (symbol === "\\" && quote === '"') {
        at++;
      } else if (symbol === quote) {
        quote = null;
      }
    } else if ((symbol === '"' || symbol === "'") && /(^|[\s,:{[])$/.test(text.slice(0, at))) {
      quote = symbol;
    } else if (symbol === "#" && /(^|\s)$/.test(text.slice(0, at))) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else if ("{}[],".includes(symbol) || (symbol === ":" && /^(\s|$)/.test(text.slice(at + 1)))) {
      yield { symbol, at };
    }
  }
}

function blockPath(
  above: readonly Line[],
  current: Line,
): { path: string[]; contentStart: number; contentIndent: number } {
  const path: string[] = [];
  let start = current.start + current.indent;
  let indent = current.indent;
  let rest = current.text.slice(current.indent);
  let items = 0;
  for (let dash = /^-\s+/.exec(rest); dash !== null; dash = /^-\s+/.exec(rest)) {
    items++;
    start += dash[0].length;
    indent += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  for (let item = 0; item < items; item++) {
    path.unshift("[]");
  }
  let limit = items > 0 ? current.indent + 1 : current.indent;
  for (let index = above.length - 1; index >= 0 && limit > 0; index--) {
    const line = above[index];
    if (line === undefined || isBlank(line)) {
      continue;
    }
    const dash = /^(-\s+)+/.exec(line.text.slice(line.indent));
    const keyIndent = line.indent + (dash?.[0].length ?? 0);
    const key = KEY.exec(line.text.slice(keyIndent));
    if (dash !== null && line.indent < limit && keyIndent >= limit) {
      // The object began behind this dash.
      path.unshift("[]");
      limit = line.indent + 1;
    } else if (key !== null && keyIndent < limit) {
      path.unshift(unquoted(key[1] ?? ""));
      if (dash !== null) {
        path.unshift("[]");
        limit = line.indent + 1;
      } else {
        limit = keyIndent;
      }
    }
  }
  return { path, contentStart: start, contentIndent: indent };
}

function siblingsInBlock(text: string, lineStart: number, indent: number): string[] {
  const lines = linesOf(text);
  const own = lines.findIndex((line) => line.start === lineStart);
  const found: string[] = [];
  const look = (line: Line | undefined, step: number): boolean => {
    if (line === undefined) {
      return false;
    }
    if (isBlank(line)) {
      return true;
    }
    const dash = /^(-\s+)+/.exec(line.text.slice(line.indent))?.[0].length ?? 0;
    if (dash > 0 && step > 0 && line.indent < indent) {
      return false;
    }
    const keyIndent = line.indent + dash;
    if (keyIndent < indent) {
      return false;
    }
    const key = keyIndent === indent ? KEY.exec(line.text.slice(keyIndent)) : null;
    if (key !== null) {
      found.push(unquoted(key[1] ?? ""));
    }
    return !(dash > 0 && keyIndent === indent);
  };
  for (let index = own - 1; look(lines[index], -1); index--);
  for (let index = own + 1; look(lines[index], 1); index++);
  return found;
}

/** Follows brackets from the start of a value to its end. */
function flowContext(value: string, start: number, blockPathOfValue: readonly string[]): YamlContext | null {
  const open: { list: boolean; key: string | null; keys: string[]; from: number }[] = [];
  for (const { symbol, at } of symbols(value)) {
    const top = open[open.length - 1];
    if (symbol === "{" || symbol === "[") {
      // A brace inside a plain scalar, such as /users/{id}, opens nothing.
      const before = value.slice(top?.from ?? 0, at).trim();
      if (before === "") {
        open.push({ list: symbol === "[", key: null, keys: [], from: at + 1 });
      }
    } else if (symbol === "}" || symbol === "]") {
      if (top !== undefined && (symbol === "]") === top.list) {
        open.pop();
      }
    } else if (symbol === "," && top !== undefined) {
      top.key = null;
      top.from = at + 1;
    } else if (symbol === ":" && top !== undefined && !top.list && top.key === null) {
      top.key = unquoted(value.slice(top.from, at).trim());
      top.keys.push(top.key);
      top.from = at + 1;
    }
  }
  const path = [...blockPathOfValue];
  for (const each of open) {
    if (each.list) {
      path.push("[]");
    } else if (each.key !== null) {
      path.push(each.key);
    }
  }
  const top = open[open.length - 1];
  const wordStart = top?.from ?? 0;
  const word = value.slice(wordStart);
  const from = start + wordStart + (word.length - word.trimStart().length);
  const key = top !== undefined && !top.list && top.key === null;
  return { path, kind: key ? "key" : "value", from, siblings: top?.keys ?? [], flow: top !== undefined };
}

function unquoted(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}
