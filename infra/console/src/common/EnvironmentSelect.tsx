import { NativeSelect } from "@mantine/core";

/** Chooses one of the project's environments. */
export function EnvironmentSelect(props: { environments: readonly string[]; value: string; onChange: (name: string) => void }) {
  return (
    <NativeSelect
      label="Environment"
      value={props.value}
      data={[...props.environments]}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
