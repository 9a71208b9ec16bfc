import { parseNumber, writeJson, type Json } from "../api/json";
import type { ExampleSummary, InputSummary } from "../api/types";

/** What stands in the form: text by input; an absent input is the empty text. */
export type InputTexts = { readonly [name: string]: string };

/** The inputs as a flow would send them. Numbers keep their text: a JavaScript number would lose digits. */
export function inputValues(inputs: readonly InputSummary[], texts: InputTexts): { [name: string]: Json } {
  const values: { [name: string]: Json } = {};
  for (const input of inputs) {
    const text = texts[input.name] ?? "";
    if (text !== "") {
      values[input.name] = typed(input.type, text);
    }
  }
  return values;
}

function typed(type: string, text: string): Json {
  if (type === "boolean" && (text === "true" || text === "false")) {
    return text === "true";
  }
  return (type === "integer" || type === "number" ? parseNumber(text.trim()) : null) ?? text;
}

export function textsOf(example: ExampleSummary): InputTexts {
  return Object.fromEntries(
    Object.entries(example.input ?? {})
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === "string" ? value : writeJson(value)]),
  );
}

/** The constraints of an input in one line, such as "integer, at least 1". */
export function constraints(input: InputSummary): string {
  const given = (value: Json | undefined): value is Json => value !== undefined && value !== null;
  return [
    input.type,
    given(input.minimum) ? `at least ${writeJson(input.minimum)}` : "",
    given(input.maximum) ? `at most ${writeJson(input.maximum)}` : "",
    given(input.minLength) ? `${writeJson(input.minLength)} or more characters` : "",
    given(input.maxLength) ? `at most ${writeJson(input.maxLength)} characters` : "",
    given(input.pattern) ? `matches ${input.pattern}` : "",
    given(input.default) ? `default ${writeJson(input.default)}` : "",
  ]
    .filter((each) => each !== "")
    .join(", ");
}
