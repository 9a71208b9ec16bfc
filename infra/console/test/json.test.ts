import { describe, expect, it } from "vitest";
import { NumberLiteral, parseJson, parseNumber, shortJson, writeJson, type Json } from "../src/api/json";

const TEXTS = [
  "null", "true", " false ", '""', '"a"', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"', '"\u2028 é 😀"', "0", "-1", "1.5", "1e+21", "9007199254740991",
  "[]", "[ ]", "{}", "{ }", "[1,2,3]", ' [ 1 , [ ] , { "a" : [ null ] } ] ', '{"a":1,"a":2}', '{"b":1,"a":{"c":[true,false]}}', '{"":0,"__proto__":{"x":1},"constructor":2}',
  "\t\r\n1\n",
];
const NO_JSON = [
  "", " ", "nul", "truefalse", "01", "+1", "1.", ".5", "-", "1e", "0x1", "NaN", "Infinity", "[", "]", "[1,]", "[,1]", "[1 2]", "{", "}", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}", "{'a':1}",
  '"', '"a', '"\\x"', '"\\u12"', '"\n"', '"\t"', "1 2", "[1]]", "// c\n1", "\u00a01", "\ufeff1",
];

function number(): string {
  const digits = () => String(Math.floor(Math.random() * 10 ** Math.floor(Math.random() * 8)));
  const maybe = (part: () => string) => (Math.random() < 0.4 ? part() : "");
  return maybe(() => "-") + digits() + maybe(digits).replace(/^/, ".").replace(/^\.$/, "") + maybe(() => `e${Math.random() < 0.5 ? "-" : "+"}${Math.floor(Math.random() * 20)}`);
}

/** JSON without blanks. */
function random(depth: number): string {
  const kind = Math.floor(Math.random() * (depth > 4 ? 4 : 6));
  const several = (one: (index: number) => string) => Array.from({ length: Math.floor(Math.random() * 5) }, (_, index) => one(index)).join(",");
  const string = () => JSON.stringify(String.fromCharCode(...Array.from({ length: 5 }, () => Math.floor(Math.random() * 300))));
  switch (kind) {
    case 0:
      return ["null", "true", "false"][Math.floor(Math.random() * 3)] as string;
    case 1:
      return string();
    case 2:
    case 3:
      return number();
    case 4:
      return `[${several(() => random(depth + 1))}]`;
    default:
      return `{${several((index) => `"k${index}":${random(depth + 1)}`)}}`;
  }
}

/** The value as JSON.parse would give it. */
function plain(value: Json): unknown {
  return JSON.parse(writeJson(value));
}

describe("JSON", () => {
  it.each(TEXTS)("is read as JSON.parse reads it: %s", (text) => {
    const read = parseJson(text);
    expect(plain(read)).toEqual(JSON.parse(text));
    expect(writeJson(read)).toBe(JSON.stringify(JSON.parse(text)));
    expect(writeJson(read, 2)).toBe(JSON.stringify(JSON.parse(text), null, 2));
  });

  it.each(NO_JSON)("is refused where JSON.parse refuses it: %j", (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it("is written with the same text that was read, also every number", () => {
    for (let round = 0; round < 2000; round++) {
      const text = random(0);
      expect(writeJson(parseJson(text))).toBe(text);
      expect(plain(parseJson(text))).toEqual(JSON.parse(text));
    }
  });

  it("that is cut or changed is refused, or read, as JSON.parse does", () => {
    const outcome = (read: () => unknown) => {
      try {
        return JSON.stringify(read());
      } catch {
        return "refused";
      }
    };
    for (let round = 0; round < 5000; round++) {
      const text = random(0);
      const at = Math.floor(Math.random() * text.length);
      const broken = text.slice(0, at) + (['"', "\\", "0", ".", "-", "e", ",", "}", "]", ":", ""][Math.floor(Math.random() * 11)] as string) + text.slice(at + 1);
      expect(outcome(() => plain(parseJson(broken))), broken).toBe(outcome(() => JSON.parse(broken)));
    }
  });

  it.each(["10.0", "-0", "1e3", "1E+2", "0.10", "12345678901234567890", "0.1234567890123456789", "1e999"])("keeps the number %s", (text) => {
    expect(parseJson(`{"n":${text}}`)).toEqual({ n: new NumberLiteral(text) });
    expect(writeJson({ n: parseJson(text), absent: undefined })).toBe(`{"n":${text}}`);
    expect(shortJson(parseJson(text), 100)).toBe(text);
  });

  it("keeps a number that JavaScript writes the same as a number", () => {
    expect(parseJson("[10,1.5,-3]")).toEqual([10, 1.5, -3]);
  });

  it("of some megabytes is read quickly", () => {
    const text = `[${Array.from({ length: 100_000 }, (_, id) => `{"id":${id},"share":${id}.0,"name":"n"}`).join(",")}]`;
    const start = performance.now();
    expect(writeJson(parseJson(text))).toBe(text);
    expect(performance.now() - start).toBeLessThan(3000);
    const long = `"${"a\\n".repeat(2_000_000)}"`;
    expect(writeJson(parseJson(long))).toBe(long);
  });
});

describe("a number that is typed", () => {
  it("is one if JSON has it", () => {
    expect(parseNumber("1.50")).toEqual(new NumberLiteral("1.50"));
    expect(parseNumber("12")).toBe(12);
    expect(["", "01", "1 ", "x", "1x"].map(parseNumber)).toEqual([null, null, null, null, null]);
  });
});
