import { Button, Checkbox } from "@mantine/core";
import { EnvironmentSelect } from "../common/EnvironmentSelect";
import { useRef, useState } from "react";
import { useClient } from "../api/ClientContext";
import { messageOf } from "../api/client";
import type { Plan, Project } from "../api/types";
import { Pane } from "../common/Pane";
import { startEnvironment } from "../common/startEnvironment";
import { Empty, Failure, Loading } from "../common/States";
import { Changes } from "./Changes";

type PlanState =
  | { readonly kind: "none" }
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "done"; readonly plan: Plan };

/** What a deployment would change. */
export function PlanView({ project }: { project: Project }) {
  const client = useClient();
  const [environment, setEnvironment] = useState(startEnvironment(project));
  const [local, setLocal] = useState(true);
  const [record, setRecord] = useState(false);
  const [state, setState] = useState<PlanState>({ kind: "none" });
  const running = useRef<AbortController | null>(null);

  async function load() {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    const target = local ? "local" : record ? "genesys, recorded" : "genesys";
    setState({ kind: "loading" });
    try {
      setState({ kind: "done", plan: await client.plan(environment, target, stop.signal) });
    } catch (problem) {
      if (!stop.signal.aborted) {
        setState({ kind: "failed", message: messageOf(problem) });
      }
    }
  }

  return (
    <div className="plan">
      <div className="toolbar">
        <EnvironmentSelect environments={project.environments} value={environment} onChange={setEnvironment} />
        <Checkbox
          label="Compare with the local deployment"
          checked={local}
          onChange={(event) => setLocal(event.currentTarget.checked)}
        />
        {!local && (
          <Checkbox
            label="Record new contracts first"
            description="Writes contracts.lock.json and environments.lock.json"
            checked={record}
            onChange={(event) => setRecord(event.currentTarget.checked)}
          />
        )}
        <Button onClick={() => void load()} loading={state.kind === "loading"} loaderProps={{ "aria-label": "Planning" }}>
          Plan
        </Button>
      </div>
      {state.kind === "none" && (
        <Pane title="Changes">
          <Empty title="No plan yet">
            Plan compares the definitions and cdk.json with what is deployed. It deploys nothing
            {local || !record ? ", and writes no file" : ". It writes contracts.lock.json and environments.lock.json"}.
          </Empty>
        </Pane>
      )}
      {state.kind === "loading" && <Loading what="Comparing …" />}
      {state.kind === "failed" && <Failure title="There is no plan" message={state.message} onRetry={() => void load()} />}
      {state.kind === "done" && <Changes plan={state.plan} />}
    </div>
  );
}
