import { writeJson, type Json } from "../api/json";
import type { Plan, PlanChange } from "../api/types";
import { Pane } from "../common/Pane";
import { Empty } from "../common/States";
import { Tag, type Tone } from "../common/Tag";

const TONES: { readonly [action: string]: Tone } = {
  create: "good",
  update: "warn",
  change: "warn",
  replace: "bad",
  delete: "bad",
  remove: "bad",
  refuse: "bad",
};

/** A plan, object by object. What stays as it is comes last, in one line. */
export function Changes({ plan }: { plan: Plan }) {
  const changing = plan.changes.filter((change) => !isNone(change));
  const same = plan.changes.length - changing.length;
  return (
    <Pane title="Changes">
      {plan.message !== undefined && <p className="message">{plan.message}</p>}
      {changing.length === 0 ? (
        <Empty title="No changes">Everything is as the template says.</Empty>
      ) : (
        <p role="status">
          {summary(changing)}
          {same > 0 && <span className="faint"> · {same} unchanged</span>}
        </p>
      )}
      <ul className="changes" aria-label="Changes">
        {changing.map((change, index) => (
          <li key={index} className={`change ${TONES[change.action] ?? "plain"}`}>
            <p className="change-title">
              <Tag tone={TONES[change.action] ?? "plain"}>{change.action}</Tag>
              <span className="faint">{change.kind}</span> <strong>{change.name}</strong>
              {change.remark !== undefined && <span className="faint">({change.remark})</span>}
            </p>
            {change.reason !== undefined && <p className="message">{change.reason}</p>}
            {(change.warnings ?? []).map((warning) => (
              <p key={warning} className="message warn">
                Warning: {warning}
              </p>
            ))}
            {(change.details ?? []).map((detail) => (
              <div key={detail.property} className="detail">
                <p className="mono small">{detail.property}</p>
                <Lines sign="-" label="before" value={detail.before} />
                <Lines sign="+" label="after" value={detail.after} />
              </div>
            ))}
          </li>
        ))}
      </ul>
      {(plan.otherChanges ?? []).length > 0 && (
        <>
          <h3>Other changes of the deployment</h3>
          <ul className="plain-list">
            {(plan.otherChanges ?? []).map((line) => (
              <li key={line} className="message">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
      {(plan.knownAfterDeploy ?? []).length > 0 && (
        <p className="faint small message">Known after the deployment, and so not compared: {(plan.knownAfterDeploy ?? []).join(", ")}.</p>
      )}
      {(plan.text ?? []).length > 0 && (
        <details className="more">
          <summary>As the command prints it</summary>
          <pre className="code" tabIndex={0} role="group" aria-label="The plan as text">
            {(plan.text ?? []).join("\n")}
          </pre>
        </details>
      )}
    </Pane>
  );
}

function Lines({ sign, label, value }: { sign: "-" | "+"; label: string; value: Json | undefined }) {
  if (value === undefined || value === null) {
    return null;
  }
  const text = typeof value === "string" ? value : writeJson(value, 2);
  return (
    <pre className={sign === "-" ? "diff removed" : "diff added"}>
      <span className="visually-hidden">{label}: </span>
      {text
        .split("\n")
        .map((line) => `${sign} ${line}`)
        .join("\n")}
    </pre>
  );
}

function isNone(change: PlanChange): boolean {
  return change.action === "none" || change.action === "no-op";
}

function summary(changes: readonly PlanChange[]): string {
  const counts = new Map<string, number>();
  changes.forEach((change) => counts.set(change.action, (counts.get(change.action) ?? 0) + 1));
  return [...counts].map(([action, count]) => `${count} to ${action}`).join(", ");
}
