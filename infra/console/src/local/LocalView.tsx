import { Button, Group } from "@mantine/core";
import { EnvironmentSelect } from "../common/EnvironmentSelect";
import { useCallback, useEffect, useState } from "react";
import { useClient } from "../api/ClientContext";
import { messageOf } from "../api/client";
import type { LocalState, Project } from "../api/types";
import { Pane } from "../common/Pane";
import { startEnvironment } from "../common/startEnvironment";
import { Empty, Failure, Loading } from "../common/States";
import { Tag, type Tone } from "../common/Tag";
import { ActionTable, Integration, Invocations, Jobs } from "./parts";
import type { Progress } from "./progress";
import { StackEvents } from "./StackEvents";

interface Props {
  readonly project: Project;
  readonly progress: Progress;
  readonly visible: boolean;
  /** How many files have a text that is not saved. */
  readonly unsaved: number;
  /** Saves them; says why one is not saved, or null. */
  readonly onSaveAll: () => Promise<string | null>;
  readonly onClear: () => void;
}

const REFRESH_MILLISECONDS = 4000;

/** What is deployed in the sandbox, and what a deployment does right now. */
export function LocalView({ project, progress, visible, unsaved, onSaveAll, onClear }: Props) {
  const client = useClient();
  const [state, setState] = useState<LocalState | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [environment, setEnvironment] = useState(startEnvironment(project));
  const deploying = progress.state === "deploying" || (progress.state === "unknown" && state?.deploying === true);

  const load = useCallback(() => {
    client.local().then(
      (read) => {
        setState(read);
        setFailure(null);
      },
      (problem: unknown) => setFailure(messageOf(problem)),
    );
  }, [client]);
  useEffect(() => {
    if (!visible) {
      setAsking(false);
      return;
    }
    load();
    const timer = setInterval(load, REFRESH_MILLISECONDS);
    return () => clearInterval(timer);
  }, [visible, load, progress.state]);

  function deploy() {
    setRefused(null);
    setAsking(false);
    onClear();
    client.deploy(environment).catch((problem: unknown) => setRefused(messageOf(problem)));
  }

  async function saveAndDeploy() {
    setRefused(null);
    setAsking(false);
    const problem = await onSaveAll();
    if (problem === null) {
      deploy();
    } else {
      setRefused(problem);
    }
  }

  return (
    <div className="local">
      <div className="toolbar">
        <EnvironmentSelect environments={project.environments} value={environment} onChange={setEnvironment} />
        <Button onClick={() => (unsaved > 0 ? setAsking(true) : deploy())} loading={deploying} loaderProps={{ "aria-label": "Deploying" }}>
          Deploy
        </Button>
        <p className="toolbar-state" role="status">
          {deploying ? <Tag tone="accent">deploying</Tag> : state !== null && <DeployedTag state={state} />}
        </p>
      </div>
      {asking && unsaved > 0 && (
        <div className="notice" role="alert">
          <span>
            <Tag tone="warn">not saved</Tag> {unsaved === 1 ? "1 file is not saved." : `${unsaved} files are not saved.`} A deployment reads the
            files.
          </span>
          <Group gap="xs">
            <Button size="compact-sm" onClick={() => void saveAndDeploy()}>
              Save and deploy
            </Button>
            <Button size="compact-sm" variant="default" onClick={deploy}>
              Deploy the saved files
            </Button>
          </Group>
        </div>
      )}
      {refused !== null && <Failure title="The deployment did not start" message={refused} />}
      {progress.state === "failed" && <Failure title="The deployment failed" message={progress.message === "" ? "The stack events say why." : progress.message} />}
      {failure !== null && <Failure title="The local deployment cannot be read" message={failure} onRetry={load} />}
      {state === null && failure === null && <Loading what="Looking at the local deployment …" />}
      <div className="cards">
        {(progress.events.length > 0 || progress.lines.length > 0 || deploying) && (
          <Pane title="Stack events" className="wide">
            <StackEvents events={progress.events} lines={progress.lines} deploying={deploying} />
          </Pane>
        )}
        {state !== null && !state.deployed && !deploying && (
          <Pane title="Local deployment" className="wide">
            <Empty title="Nothing is deployed on this machine">
              Deploy builds the stack in the sandbox: the same function, the same registration, an emulated Genesys Cloud.
            </Empty>
          </Pane>
        )}
        {state !== null && state.deployed && (
          <>
            <Pane title="Actions">
              <ActionTable state={state} />
            </Pane>
            <div className="card-column">
              <Pane title="Integration">
                <Integration state={state} />
              </Pane>
              <Pane title="Jobs of slow actions">
                <Jobs jobs={state.jobs ?? []} />
              </Pane>
            </div>
            <Pane title="Last calls" className="wide">
              <Invocations invocations={state.invocations ?? []} />
            </Pane>
          </>
        )}
      </div>
    </div>
  );
}

function DeployedTag({ state }: { state: LocalState }) {
  if (!state.deployed) {
    return <Tag tone="plain">not deployed</Tag>;
  }
  const status = state.status ?? "deployed";
  const tone: Tone = /FAILED|ROLLBACK/.test(status) ? "bad" : "good";
  return (
    <>
      <Tag tone={tone}>{status}</Tag> {state.environment}
    </>
  );
}
