import { NativeSelect, TextInput } from "@mantine/core";
import { writeJson } from "../api/json";
import type { ExampleSummary, InputSummary } from "../api/types";
import { constraints, textsOf, type InputTexts } from "./inputs";

interface Props {
  readonly inputs: readonly InputSummary[];
  readonly examples: readonly ExampleSummary[];
  readonly texts: InputTexts;
  readonly onChange: (texts: InputTexts) => void;
}

export function InputForm({ inputs, examples, texts, onChange }: Props) {
  const usable = examples.filter((example) => example.input !== undefined);
  if (inputs.length === 0) {
    return <p className="faint">The action has no inputs.</p>;
  }
  return (
    <div className="input-form">
      <div className="form-head">
        <h3>Inputs</h3>
        {usable.length > 0 && (
          <NativeSelect
            size="xs"
            aria-label="Take the inputs of an example"
            value=""
            data={[{ value: "", label: "Take those of …" }, ...usable.map((example) => ({ value: example.name, label: example.name }))]}
            onChange={(event) => {
              const example = usable.find((each) => each.name === event.currentTarget.value);
              if (example !== undefined) {
                onChange(textsOf(example));
              }
            }}
          />
        )}
      </div>
      {inputs.map((input) => (
        <InputField
          key={input.name}
          input={input}
          text={texts[input.name] ?? ""}
          onChange={(text) => onChange({ ...texts, [input.name]: text })}
        />
      ))}
    </div>
  );
}

function InputField({ input, text, onChange }: { input: InputSummary; text: string; onChange: (text: string) => void }) {
  const common = {
    size: "xs" as const,
    label: input.name,
    description: [input.description ?? "", constraints(input)].filter((each) => each !== "").join(" · "),
    withAsterisk: input.required === true,
    "aria-required": input.required === true,
    value: text,
  };
  const choices =
    input.type === "boolean" ? ["true", "false"] : (input.enum ?? []).map((each) => (typeof each === "string" ? each : writeJson(each)));
  if (choices.length > 0) {
    return (
      <NativeSelect
        {...common}
        data={[{ value: "", label: "(not set)" }, ...choices.map((choice) => ({ value: choice, label: choice }))]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      inputMode={input.type === "string" ? "text" : "decimal"}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
