import type { Json } from "../api/json";
import type { ExampleSummary, InputSummary } from "../api/types";

/** What stands in the form: text by input; an absent input is the empty text. */
export type InputTexts = { readonly [name: string]: string };

/** The inputs as a flow would send them. Long integers stay text: a JavaScript number would lose digits. */
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
  const number = Number(text);
  const exact = (type === "integer" || type === "number") && text.trim() !== "" && String(number) === text.trim();
  return exact ? number : text;
}

export function textsOf(example: ExampleSummary): InputTexts {
  return Object.fromEntries(
    Object.entries(example.input ?? {})
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** The constraints of an input in one line, such as "integer, at least 1". */
export function constraints(input: InputSummary): string {
  const given = (value: Json | undefined): value is Json => value !== undefined && value !== null;
  return [
    input.type,
    given(input.minimum) ? `at least ${JSON.stringify(input.minimum)}` : "",
    given(input.maximum) ? `at most ${JSON.stringify(input.maximum)}` : "",
    given(input.minLength) ? `${JSON.stringify(input.minLength)} or more characters` : "",
    given(input.maxLength) ? `at most ${JSON.stringify(input.maxLength)} characters` : "",
    given(input.pattern) ? `matches ${input.pattern}` : "",
    given(input.default) ? `default ${JSON.stringify(input.default)}` : "",
  ]
    .filter((each) => each !== "")
    .join(", ");
}
