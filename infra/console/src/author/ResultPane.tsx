import { Table } from "@mantine/core";
import { shortJson, writeJson } from "../api/json";
import type { Run } from "../api/types";
import { Pane } from "../common/Pane";
import { Empty, Loading } from "../common/States";
import type { Tone } from "../common/Tag";
import { FlowPicture } from "./FlowPicture";

/** The result as a flow in Architect sees it. */
export function ResultPane({ run, running }: { run: Run | null; running: boolean }) {
  const ran = run !== null && run.httpStatus !== undefined;
  return (
    <Pane title="In Architect" className="result-pane">
      {!ran && running && <Loading what="Running …" />}
      {!ran && !running && (
        <Empty title="No result yet">Run the action to see the variables that a flow gets, and the path that it takes.</Empty>
      )}
      {ran && <Result run={run} />}
    </Pane>
  );
}

function Result({ run }: { run: Run }) {
  const outcome = outcomeOf(run);
  const variables = run.variables ?? [];
  return (
    <>
      <div className={`outcome ${outcome.tone}`} role="status">
        <p className="outcome-title">{outcome.title}</p>
        <dl>
          <dt>HTTP</dt>
          <dd>{run.httpStatus}</dd>
          <dt>status</dt>
          <dd>{text(run.answer?.["status"]) ?? "–"}</dd>
          <dt>errorCode</dt>
          <dd>{text(run.answer?.["errorCode"]) ?? "–"}</dd>
        </dl>
        {text(run.answer?.["error"]) !== null && <p className="message">{text(run.answer?.["error"])}</p>}
        {(run.notes ?? []).map((note) => (
          <p key={note} className="message faint">
            {note}
          </p>
        ))}
        {run.hint !== undefined && <p className="message faint">{run.hint}</p>}
      </div>
      <h3>Variables</h3>
      {variables.length === 0 ? (
        <p className="faint">On the Failure path a flow gets no variables.</p>
      ) : (
        <Table className="variables" verticalSpacing={4} horizontalSpacing={6} fz={13} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="43%">Output</Table.Th>
              <Table.Th w="22%">Type</Table.Th>
              <Table.Th>Value</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {variables.map((variable) => (
              <Table.Tr key={variable.name}>
                <Table.Td className="mono">{variable.name}</Table.Td>
                <Table.Td className="faint">{variable.type}</Table.Td>
                <Table.Td className="mono">
                  {variable.value === undefined || variable.value === null ? (
                    <span className="faint">not set</span>
                  ) : (
                    <span title={shortJson(variable.value, 2000)}>{shortJson(variable.value, 160)}</span>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {run.flow !== undefined && (
        <>
          <h3>What a flow does</h3>
          <FlowPicture title="Voice flow" action={run.action ?? "Action"} branch={run.flow.voice} />
          <FlowPicture title="Other flows" action={run.action ?? "Action"} branch={run.flow.nonCall} />
        </>
      )}
      {run.answer !== undefined && (
        <details className="more">
          <summary>The answer as JSON</summary>
          <pre className="code" tabIndex={0} role="group" aria-label="The answer as JSON">
            {writeJson(run.answer, 2)}
          </pre>
        </details>
      )}
      {run.milliseconds !== undefined && (
        <p className="faint small">
          {run.milliseconds.upstreams} ms in upstreams, {run.milliseconds.here} ms here
        </p>
      )}
    </>
  );
}

function outcomeOf(run: Run): { tone: Tone; title: string } {
  const code = text(run.answer?.["errorCode"]);
  if ((run.httpStatus ?? 0) >= 300) {
    return { tone: "bad", title: `Failure: ${code ?? `HTTP ${run.httpStatus}`}` };
  }
  if (code !== null) {
    return { tone: "warn", title: `Outcome: ${code}` };
  }
  const missing = run.missing ?? [];
  if (missing.length > 0) {
    return { tone: "warn", title: `Success, without ${missing.join(", ")}` };
  }
  return { tone: "good", title: "Success" };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
