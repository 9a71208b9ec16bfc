import type { ReactNode } from "react";
import { writeJson } from "../api/json";
import type { Invocation, LocalState } from "../api/types";
import { Tag, type Tone } from "../common/Tag";
import { clock } from "./StackEvents";

export function Integration({ state }: { state: LocalState }) {
  const integration = state.integration;
  return (
    <dl className="facts">
      <dt>Integration</dt>
      <dd>
        {integration === undefined || integration === null ? (
          <span className="faint">none</span>
        ) : (
          <>
            {integration.name} <Tag tone={integration.state.toUpperCase() === "ENABLED" ? "good" : "warn"}>{integration.state}</Tag>
            <p className="faint small mono">{integration.id}</p>
          </>
        )}
      </dd>
      <dt>Function</dt>
      <dd className="mono small">{state.functionUrl ?? "–"}</dd>
    </dl>
  );
}

export function ActionTable({ state }: { state: LocalState }) {
  return (
    <PlainTable
      heads={["Action", "Contract", "Flows that use it"]}
      empty="No action is registered."
      rows={(state.actions ?? []).map((action) => ({
        key: action.id,
        cells: [
          <>
            <strong>{action.name}</strong>
            <p className="faint small mono">{action.id}</p>
          </>,
          <>
            {action.contract === undefined || action.contract === null ? "–" : String(action.contract)}{" "}
            {action.published !== undefined && (
              <Tag tone={action.published ? "good" : "plain"}>{action.published ? "published" : "draft"}</Tag>
            )}
          </>,
          (action.flows ?? []).length === 0 ? <span className="faint">none</span> : (action.flows ?? []).join(", "),
        ],
      }))}
    />
  );
}

export function Jobs({ jobs }: { jobs: NonNullable<LocalState["jobs"]> }) {
  return (
    <PlainTable
      heads={["Action", "State", "Since"]}
      empty="There are no jobs."
      rows={jobs.map((job, index) => ({
        key: String(index),
        cells: [job.action, <Tag tone={jobTone(job.state)}>{job.state}</Tag>, clock(job.created ?? "")],
      }))}
    />
  );
}

function jobTone(state: string): Tone {
  return /done|success|complete/i.test(state) ? "good" : /lost|fail|error/i.test(state) ? "bad" : "accent";
}

export function Invocations({ invocations }: { invocations: readonly Invocation[] }) {
  return (
    <PlainTable
      heads={["Time", "Action", "Result", "Milliseconds", "Log line"]}
      empty="Nobody has called an action yet."
      rows={invocations.map((call, index) => ({
        key: String(index),
        cells: [
          <span className="mono">{clock(call.time ?? "")}</span>,
          call.action,
          <Tag tone={resultTone(call)}>{call.errorCode ?? String(call.status)}</Tag>,
          call.milliseconds ?? "–",
          call.line === undefined || call.line === null ? (
            "–"
          ) : (
            <details>
              <summary>Show</summary>
              <pre className="code" tabIndex={0} role="group" aria-label="Log line">
                {typeof call.line === "string" ? call.line : writeJson(call.line, 2)}
              </pre>
            </details>
          ),
        ],
      }))}
    />
  );
}

function resultTone(call: Invocation): Tone {
  if (/^[45]/.test(String(call.status))) {
    return "bad";
  }
  return ["", "OK", "PENDING"].includes(call.errorCode ?? "") ? "good" : "warn";
}

interface TableProps {
  readonly heads: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  readonly empty: string;
}

function PlainTable({ heads, rows, empty }: TableProps) {
  if (rows.length === 0) {
    return <p className="faint">{empty}</p>;
  }
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={heads[0]}>
      <table className="plain-table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              {row.cells.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
