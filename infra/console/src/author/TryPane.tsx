import { Button, Kbd, SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import type { JsonPath } from "../api/json";
import type { DefinitionSummary, MappedField, Problem, Run } from "../api/types";
import { Pane } from "../common/Pane";
import { Empty, Failure, Loading } from "../common/States";
import { AnswerTree } from "./AnswerTree";
import { InputForm } from "./InputForm";
import type { InputTexts } from "./inputs";
import { MappingList } from "./MappingList";
import { answersOf, mappedNodes, pathsIn, type Answer } from "./marks";
import { RequestView } from "./RequestView";
import { SourcePicker } from "./SourcePicker";
import type { SourceChoice } from "./source";

/** How the server ends a body of which it kept the beginning only. */
const CUT = /\(the first \d+ bytes of \d+\)$/;

export type RunState =
  | { readonly kind: "none" }
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "done"; readonly run: Run; readonly serial: number };

interface Props {
  readonly definition: DefinitionSummary | null;
  readonly environments: readonly string[];
  readonly texts: InputTexts;
  readonly source: SourceChoice;
  readonly state: RunState;
  readonly onTexts: (texts: InputTexts) => void;
  readonly onSource: (source: SourceChoice) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly onPropose: (answer: Answer, path: JsonPath) => void;
  readonly onGoToProblem: (problem: Problem) => void;
  readonly onGoToOutput: (field: MappedField) => void;
}

export function TryPane(props: Props) {
  const { definition, state } = props;
  const running = state.kind === "running";
  return (
    <Pane
      title="Try it"
      className="try-pane"
      actions={
        <div className="head-actions">
          <span className="faint small keys">
            <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">Enter</Kbd>
          </span>
          {running ? (
            <Button size="compact-sm" variant="default" onClick={props.onStop}>
              Stop
            </Button>
          ) : (
            <Button size="compact-sm" onClick={props.onRun} disabled={definition === null}>
              Run
            </Button>
          )}
        </div>
      }
    >
      {definition === null ? (
        <Empty title="No inputs to show">The definition has an error. The message is below the editor.</Empty>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            props.onRun();
          }}
        >
          <InputForm
            inputs={definition.inputs}
            examples={definition.examples}
            texts={props.texts}
            onChange={props.onTexts}
          />
          <SourcePicker
            choice={props.source}
            environments={props.environments}
            upstreams={definition.upstreams}
            examples={definition.examples.map((example) => example.name)}
            onChange={props.onSource}
          />
          <button type="submit" className="visually-hidden" tabIndex={-1} aria-hidden>
            Run
          </button>
        </form>
      )}
      {running && <Loading what="Running …" />}
      {state.kind === "failed" && <Failure title="There is no result" message={state.message} />}
      {state.kind === "done" && <Done key={state.serial} {...props} run={state.run} />}
      {state.kind === "none" && definition !== null && (
        <Empty title="No answer yet">Run the action: the upstream's answer appears here. A click on one of its values makes it an output.</Empty>
      )}
    </Pane>
  );
}

function Done(props: Props & { run: Run }) {
  const { run } = props;
  const mapping = run.mapping ?? [];
  const answers = useMemo(() => answersOf(run), [run]);
  const [step, setStep] = useState(answers[answers.length - 1]?.step ?? "");
  const [field, setField] = useState<MappedField | null>(null);
  const [hovered, setHovered] = useState<readonly string[]>([]);
  const answer = answers.find((each) => each.step === step);
  const mapped = useMemo(() => mappedNodes(step, mapping), [step, mapping]);
  const pointed = useMemo(() => (field === null ? [] : pathsIn(step, field)), [field, step]);
  const problems = run.problems ?? [];

  if (problems.length > 0 && run.httpStatus === undefined) {
    return (
      <div className="failure" role="alert">
        <p className="bad">Nothing ran: the definition has errors.</p>
        <ul className="plain-list">
          {problems.map((problem, index) => (
            <li key={index}>
              <button type="button" className="problem" onClick={() => props.onGoToProblem(problem)}>
                <span className="problem-place bad">Line {problem.line}</span>
                <span>{problem.message}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  }

  function point(next: MappedField | null) {
    setField(next);
    // With steps the output may come from an answer that is not shown.
    const home = next === null ? undefined : answers.find((each) => pathsIn(each.step, next).length > 0);
    if (home !== undefined && next !== null && pathsIn(step, next).length === 0) {
      setStep(home.step);
    }
  }

  return (
    <div className="run">
      {(run.exchanges ?? []).length > 0 && (
        <>
          <h3>Request</h3>
          <RequestView exchanges={run.exchanges ?? []} />
        </>
      )}
      {run.exchanges === undefined && <p className="faint">The deployed action was called. The log line is in the view Local deployment.</p>}
      {run.exchanges?.length === 0 && <p className="faint">Nothing was sent.</p>}
      {answers.length > 0 && (
        <>
          <h3>The upstream's answer</h3>
          {answers.length > 1 && (
            <SegmentedControl
              size="xs"
              fullWidth
              aria-label="Step"
              value={step}
              onChange={setStep}
              data={answers.map((each) => ({ value: each.step, label: each.step }))}
            />
          )}
          {answer !== undefined && <AnswerView answer={answer} mapped={mapped} pointed={pointed} onPropose={props.onPropose} onHover={setHovered} />}
        </>
      )}
      {mapping.length > 0 && (
        <>
          <h3>Outputs, and where they came from</h3>
          <MappingList mapping={mapping} pointed={new Set(hovered)} onPoint={point} onGoTo={props.onGoToOutput} />
        </>
      )}
    </div>
  );
}

function AnswerView(props: {
  answer: Answer;
  mapped: ReadonlyMap<string, readonly string[]>;
  pointed: readonly JsonPath[];
  onPropose: (answer: Answer, path: JsonPath) => void;
  onHover: (outputs: readonly string[]) => void;
}) {
  const { answer } = props;
  if (typeof answer.body === "string") {
    return (
      <>
        <p className="warn">
          {CUT.test(answer.body)
            ? "The answer is not JSON. Only JSON can be mapped. The page shows the beginning: the answer is longer than 64 kB."
            : "The answer is not JSON. Only JSON can be mapped."}
        </p>
        <pre className="code" tabIndex={0} role="group" aria-label="The upstream's answer">
          {answer.body.slice(0, 4000)}
        </pre>
      </>
    );
  }
  return (
    <>
      <p className="faint small">Click a value to make it an output. By keyboard: arrows move, Enter makes it an output.</p>
      <AnswerTree
        key={answer.step}
        label="The upstream's answer"
        answer={answer.body}
        mapped={props.mapped}
        pointed={props.pointed}
        onPropose={(path) => props.onPropose(answer, path)}
        onHover={props.onHover}
      />
    </>
  );
}
