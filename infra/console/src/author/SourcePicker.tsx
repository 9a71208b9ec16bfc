import { NativeSelect, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import type { SourceChoice } from "./source";

interface Props {
  readonly choice: SourceChoice;
  readonly environments: readonly string[];
  readonly upstreams: readonly string[];
  readonly examples: readonly string[];
  readonly onChange: (choice: SourceChoice) => void;
}

export function SourcePicker({ choice, environments, upstreams, examples, onChange }: Props) {
  return (
    <fieldset className="source">
      <legend>Where the answer comes from</legend>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Where the answer comes from"
        value={choice.kind}
        onChange={(kind) => onChange({ ...choice, kind: kind as SourceChoice["kind"] })}
        data={[
          { value: "upstream", label: "Upstream" },
          { value: "example", label: "Example" },
          { value: "response", label: "Pasted" },
          { value: "local", label: "Deployed" },
        ]}
      />
      {choice.kind === "upstream" && (
        <div className="source-row">
          <NativeSelect
            size="xs"
            label="Environment"
            value={choice.environment}
            data={[...environments]}
            onChange={(event) => onChange({ ...choice, environment: event.currentTarget.value })}
          />
          {upstreams.length > 0 && (
            <details className="more">
              <summary>Another URL</summary>
              {upstreams.map((name) => (
                <TextInput
                  key={name}
                  size="xs"
                  label={`URL of ${name}`}
                  placeholder="as in the environment"
                  value={choice.urls[name] ?? ""}
                  spellCheck={false}
                  onChange={(event) =>
                    onChange({ ...choice, urls: { ...choice.urls, [name]: event.currentTarget.value } })
                  }
                />
              ))}
            </details>
          )}
        </div>
      )}
      {choice.kind === "example" &&
        (examples.length === 0 ? (
          <p className="faint">The definition has no examples.</p>
        ) : (
          <NativeSelect
            size="xs"
            label="Example"
            description="Its recorded answer is used; nothing is called"
            value={choice.example}
            data={[...examples]}
            onChange={(event) => onChange({ ...choice, example: event.currentTarget.value })}
          />
        ))}
      {choice.kind === "local" && (
        <p className="faint small">Calls the action that is deployed on this machine, as a flow does. The text in the editor does not count.</p>
      )}
      {choice.kind === "response" && (
        <Textarea
          size="xs"
          label="The upstream's answer"
          description="JSON, as the API answers it; nothing is called"
          placeholder='{"name": "Leanne Graham"}'
          autosize
          minRows={4}
          maxRows={12}
          spellCheck={false}
          classNames={{ input: "mono" }}
          value={choice.body}
          onChange={(event) => onChange({ ...choice, body: event.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
