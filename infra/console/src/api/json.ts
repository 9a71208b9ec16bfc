/** A number of which JavaScript would change the text: 10.0, 1e3, or an id beyond 2^53. */
export class NumberLiteral {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** JSON as the page keeps it. writeJson gives each number the text that parseJson has read. */
export type Json = null | boolean | number | string | NumberLiteral | readonly Json[] | { readonly [key: string]: Json };

export type JsonPath = readonly (string | number)[];

/** Reads JSON. The text of a number says its type: 10.0 is no integer. JSON.parse would read it as 10. */
export function parseJson(text: string): Json {
  return new Reader(text).whole();
}

/** A number in JSON, or null if the text is no number. */
export function parseNumber(text: string): number | NumberLiteral | null {
  NUMBER.lastIndex = 0;
  return NUMBER.exec(text)?.[0] === text ? asNumber(text) : null;
}

/** Writes JSON as JSON.stringify does, and numbers with their own text. Leaves out members that are undefined. */
export function writeJson(value: unknown, indent = 0): string {
  return write(value, indent === 0 ? "" : "\n", " ".repeat(indent)) ?? "null";
}

function write(value: unknown, line: string, step: string): string | undefined {
  if (value instanceof NumberLiteral) {
    return value.text;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const inner = line + step;
  if (Array.isArray(value)) {
    return enclosed("[", value.map((each) => write(each, inner, step) ?? "null"), "]", line, inner);
  }
  const colon = step === "" ? ":" : ": ";
  const members = Object.entries(value).flatMap(([key, each]) => {
    const written = write(each, inner, step);
    return written === undefined ? [] : [JSON.stringify(key) + colon + written];
  });
  return enclosed("{", members, "}", line, inner);
}

function enclosed(open: string, parts: readonly string[], close: string, line: string, inner: string): string {
  return parts.length === 0 ? open + close : open + inner + parts.join(`,${inner}`) + line + close;
}

const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

function asNumber(text: string): number | NumberLiteral {
  const number = Number(text);
  return JSON.stringify(number) === text ? number : new NumberLiteral(text);
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value();
    this.token(BLANKS);
    if (this.at < this.text.length) {
      throw this.unexpected();
    }
    return value;
  }

  private value(): Json {
    this.token(BLANKS);
    switch (this.text[this.at]) {
      case "{":
        return this.object();
      case "[":
        return this.array();
      case '"':
        return this.string();
      case "t":
      case "f":
      case "n":
        return JSON.parse(this.token(WORD)) as boolean | null;
      default:
        return asNumber(this.token(NUMBER));
    }
  }

  private object(): Json {
    const members: { [key: string]: Json } = {};
    this.list("}", () => {
      this.token(BLANKS);
      const key = this.string();
      if (!this.skip(":")) {
        throw this.unexpected();
      }
      const value = this.value();
      if (key === "__proto__") {
        // An assignment would set the prototype.
        Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        members[key] = value;
      }
    });
    return members;
  }

  private array(): Json {
    const items: Json[] = [];
    this.list("]", () => items.push(this.value()));
    return items;
  }

  private list(close: string, readOne: () => void): void {
    this.at++;
    if (this.skip(close)) {
      return;
    }
    do {
      readOne();
    } while (this.skip(","));
    if (!this.skip(close)) {
      throw this.unexpected();
    }
  }

  private string(): string {
    const start = this.at;
    if (this.text[start] !== '"') {
      throw this.unexpected();
    }
    let end = start + 1;
    while (this.text[end] !== '"') {
      if (end >= this.text.length) {
        throw this.unexpected();
      }
      end += this.text[end] === "\\" ? 2 : 1;
    }
    this.at = end + 1;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private skip(character: string): boolean {
    this.token(BLANKS);
    const found = this.text[this.at] === character;
    if (found) {
      this.at++;
    }
    return found;
  }

  private token(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) {
      throw this.unexpected();
    }
    this.at += found.length;
    return found;
  }

  private unexpected(): SyntaxError {
    return new SyntaxError(`The text is no JSON at character ${this.at + 1}.`);
  }
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isArray(value) && !(value instanceof NumberLiteral);
}

/** One line of JSON for people, cut at a length. */
export function shortJson(value: Json, longest: number): string {
  const text = writeJson(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

export function pathKey(path: JsonPath): string {
  return JSON.stringify(path);
}
