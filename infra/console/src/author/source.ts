import type { Source } from "../api/types";

/** What stands in the form about where the answer comes from. */
export interface SourceChoice {
  readonly kind: Source["kind"];
  readonly environment: string;
  readonly urls: { readonly [upstream: string]: string };
  readonly example: string;
  readonly body: string;
}

export function sourceOf(choice: SourceChoice, upstreams: readonly string[], examples: readonly string[]): Source {
  switch (choice.kind) {
    case "upstream":
      return {
        kind: "upstream",
        environment: choice.environment,
        urls: Object.fromEntries(
          upstreams
            .map((name) => [name, (choice.urls[name] ?? "").trim()] as const)
            .filter(([, url]) => url !== ""),
        ),
      };
    case "example":
      return { kind: "example", name: examples.includes(choice.example) ? choice.example : (examples[0] ?? "") };
    case "response":
      return { kind: "response", body: choice.body };
  }
}
