/** A JSON number that JavaScript cannot hold, such as an id beyond 2^53. It keeps its digits. */
export interface RawNumber {
  readonly rawJSON: string;
}

export type Json = null | boolean | number | string | RawNumber | readonly Json[] | { readonly [key: string]: Json };

export type JsonPath = readonly (string | number)[];

interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown;
  rawJSON?(text: string): RawNumber;
}

const WITH_SOURCE: JsonWithSource = JSON;

/** Reads JSON. A browser that knows JSON.rawJSON keeps the digits of long integers. */
export function parseJson(text: string): unknown {
  return WITH_SOURCE.parse(text, (_key, value, context) => {
    const long = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
    return long && context?.source !== undefined && WITH_SOURCE.rawJSON !== undefined
      ? WITH_SOURCE.rawJSON(context.source)
      : value;
  });
}

export function isRawNumber(value: Json): value is RawNumber {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === null &&
    Object.isFrozen(value) &&
    "rawJSON" in value
  );
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isArray(value) && !isRawNumber(value);
}

/** One line of JSON for people, cut at a length. */
export function shortJson(value: Json, longest: number): string {
  const text = JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

export function pathKey(path: JsonPath): string {
  return JSON.stringify(path);
}
