import type { ReactNode } from "react";

/** A part of a view with a heading. */
export function Pane(props: { title: string; actions?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`pane ${props.className ?? ""}`} aria-label={props.title}>
      <div className="pane-head">
        <h2>{props.title}</h2>
        {props.actions}
      </div>
      <div className="pane-body">{props.children}</div>
    </section>
  );
}
