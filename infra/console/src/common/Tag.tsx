import type { ReactNode } from "react";

export type Tone = "good" | "bad" | "warn" | "accent" | "plain";

/** A short word with a colour; the word alone says it, too. */
export function Tag(props: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={`tag tag-${props.tone}`} title={props.title}>
      {props.children}
    </span>
  );
}
