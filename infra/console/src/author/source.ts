import type { Source } from "../api/types";

/** What stands in the form about where the answer comes from. */
export interface SourceChoice {
  /** "local" calls what is deployed, not what stands in the editor. */
  readonly kind: Source["kind"] | "local";
  readonly environment: string;
  readonly urls: { readonly [upstream: string]: string };
  readonly example: string;
  readonly body: string;
}

/** The source as the server takes it; null for the local deployment, which another request calls. */
export function sourceOf(choice: SourceChoice, upstreams: readonly string[], examples: readonly string[]): Source | null {
  switch (choice.kind) {
    case "local":
      return null;
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
