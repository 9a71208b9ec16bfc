import { Button } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useClient } from "../api/ClientContext";
import { messageOf } from "../api/client";
import type { JsonPath } from "../api/json";
import type { LocalCall, MappedField, Project, Run } from "../api/types";
import { Pane } from "../common/Pane";
import { startEnvironment } from "../common/startEnvironment";
import { Empty, Failure, Loading } from "../common/States";
import { Tag } from "../common/Tag";
import type { Say } from "../shell/Toast";
import { YamlEditor, type EditorHandle } from "../editor/YamlEditor";
import { ActionList } from "./ActionList";
import { ConflictDialog } from "./ConflictDialog";
import { inputValues, textsOf, type InputTexts } from "./inputs";
import { withNewlines } from "./lineEnds";
import type { Answer } from "./marks";
import { ProblemList } from "./ProblemList";
import { ResultPane } from "./ResultPane";
import { sourceOf, type SourceChoice } from "./source";
import { jsonataPaths } from "./treeRows";
import { TryPane, type RunState } from "./TryPane";
import { useCheck } from "./useCheck";
import { unsavedFiles, type useDocuments } from "./useDocuments";

interface Props {
  readonly project: Project;
  readonly documents: ReturnType<typeof useDocuments>;
  readonly selected: string | null;
  readonly onSelect: (file: string) => void;
  readonly say: Say;
}

const NO_RUN: RunState = { kind: "none" };
const MOST_COMPLETIONS = 300;

export function AuthorView({ project, documents, selected, onSelect, say }: Props) {
  const client = useClient();
  const editor = useRef<EditorHandle>(null);
  const running = useRef<AbortController | null>(null);
  const serial = useRef(0);
  const [runs, setRuns] = useState<{ readonly [file: string]: RunState }>({});
  const [texts, setTexts] = useState<{ readonly [file: string]: InputTexts }>({});
  const [source, setSource] = useState<SourceChoice>({
    kind: "upstream",
    environment: startEnvironment(project),
    urls: {},
    example: "",
    body: "",
  });
  const [failure, setFailure] = useState<string | null>(null);
  const file = selected;
  const document = file === null ? undefined : documents.documents[file];
  const checked = useCheck(client, file, document?.text ?? null);
  const runState = file === null ? NO_RUN : (runs[file] ?? NO_RUN);

  const { open } = documents;
  const load = useCallback(() => {
    if (file !== null) {
      setFailure(null);
      open(file).catch((problem: unknown) => setFailure(messageOf(problem)));
    }
  }, [file, open]);
  useEffect(load, [load]);

  // The first example's inputs are a better start than empty fields.
  const definition = checked.definition;
  useEffect(() => {
    const example = definition?.examples.find((each) => each.input !== undefined);
    if (file !== null && example !== undefined) {
      setTexts((before) => (before[file] === undefined ? { ...before, [file]: textsOf(example) } : before));
    }
  }, [file, definition]);

  const setRun = (of: string, state: RunState) => setRuns((before) => ({ ...before, [of]: state }));

  async function run() {
    if (file === null || document === undefined || definition === null) {
      return;
    }
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setRun(file, { kind: "running" });
    try {
      const inputs = inputValues(definition.inputs, texts[file] ?? {});
      const examples = definition.examples.map((example) => example.name);
      const from = sourceOf(source, definition.upstreams, examples);
      const result =
        from === null
          ? ofLocalCall(await client.invoke(definition.name, inputs, stop.signal))
          : await client.run({ file, text: document.text, inputs, source: from }, stop.signal);
      serial.current++;
      setRun(file, { kind: "done", run: result, serial: serial.current });
    } catch (problem) {
      if (stop.signal.aborted) {
        if (running.current === stop) {
          setRun(file, NO_RUN);
        }
      } else {
        setRun(file, { kind: "failed", message: messageOf(problem) });
      }
    }
  }

  async function write(to: string, text: string, version: string | null) {
    try {
      if ((await documents.save(to, text, version)) === "deleted") {
        sayDeleted(to);
      }
    } catch (problem) {
      say(`Not saved. ${messageOf(problem)}`);
    }
  }

  const sayDeleted = (of: string) =>
    say(`Not saved. Another program deleted ${of}. The button above the text saves it as a new file.`);

  async function save() {
    if (file === null || document === undefined) {
      return;
    }
    // The person may not have seen yet that the file is gone, as after a git switch.
    if (document.onDisk === "deleted") {
      sayDeleted(file);
    } else {
      await write(file, document.text, document.version);
    }
  }

  const latestText = useRef<string | undefined>(undefined);
  useEffect(() => {
    latestText.current = document?.text;
  });

  /** @param each in a list: whether the output takes the value of each item */
  async function propose(answer: Answer, path: JsonPath, each = true, before = document?.text) {
    if (file === null || before === undefined) {
      return;
    }
    const expected = latestText.current;
    try {
      const proposal = await client.propose({
        file,
        text: before,
        ...(answer.step === "" ? {} : { step: answer.step }),
        answer: answer.body,
        path,
        each,
      });
      // An answer to a text that has changed meanwhile would undo the change.
      if (latestText.current !== expected) {
        say("The text changed meanwhile. Click again.");
        return;
      }
      const proposed = withNewlines(proposal.text);
      editor.current?.replace(proposed, true);
      const other = proposal.other;
      say(
        `Added output ${proposal.name} (${proposal.type}) from ${proposal.from} at line ${proposal.line}.` +
          `${proposal.remark === undefined ? "" : ` ${proposal.remark}`} Ctrl-Z takes it back.`,
        other === undefined
          ? undefined
          : {
              label: `Instead: ${other.name} (${other.type}) from ${other.from}`,
              act: () => {
                // Only if nobody has typed since.
                if (latestText.current === proposed) {
                  void propose(answer, path, !each, before);
                }
              },
            },
      );
    } catch (problem) {
      say(`No output was added. ${messageOf(problem)}`);
    }
  }

  function goToOutput(field: MappedField) {
    const output = definition?.outputs?.find((each) => each.path === field.field);
    if (output !== undefined) {
      editor.current?.goTo(output.line, 1);
    }
  }

  const answerPaths = useMemo(() => {
    const body =
      runState.kind === "done" ? runState.run.exchanges?.find((each) => each.step === undefined || each.step === "")?.response?.body : undefined;
    return body === undefined ? [] : jsonataPaths(body, MOST_COMPLETIONS);
  }, [runState]);
  const known = useMemo(
    () => ({
      schema: project.schema,
      inputs: definition?.inputs.map((input) => input.name) ?? [],
      upstreams: definition?.upstreams ?? [],
      answerPaths,
    }),
    [project.schema, definition, answerPaths],
  );
  const unsaved = useMemo(() => new Set(unsavedFiles(documents.documents)), [documents.documents]);
  const dirty = file !== null && unsaved.has(file);

  return (
    <div
      className="author"
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
          if (event.key === "s") {
            event.preventDefault();
            void save();
          } else if (event.key === "Enter") {
            event.preventDefault();
            void run();
          }
        }
      }}
    >
      <Pane
        title="Definition"
        className="definition-pane"
        actions={
          <div className="head-actions">
            <span className="faint small" role="status">
              {document === undefined ? "" : dirty ? "Unsaved changes" : document.onDisk === "deleted" ? "Not on disk" : "Saved"}
            </span>
            <Button size="compact-sm" variant={dirty ? "filled" : "default"} disabled={document === undefined} onClick={() => void save()}>
              Save
            </Button>
          </div>
        }
      >
        <ActionList actions={project.actions} selected={file} unsaved={unsaved} onSelect={onSelect} />
        {document?.onDisk === "deleted" && file !== null && (
          <div className="notice" role="alert">
            <span>
              <Tag tone="warn">deleted elsewhere</Tag> The file is no longer on disk. Its text is still here.
            </span>
            <Button size="compact-xs" variant="default" onClick={() => void write(file, document.text, null)}>
              Save as a new file again
            </Button>
          </div>
        )}
        {document?.onDisk === "changed" && file !== null && (
          <div className="notice" role="alert">
            <span>
              <Tag tone="warn">changed elsewhere</Tag> Your text is not saved, and the file on disk is another.
            </span>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => documents.compare(file).catch((problem: unknown) => say(messageOf(problem)))}
            >
              Compare
            </Button>
          </div>
        )}
        {failure !== null && <Failure title="The definition cannot be read" message={failure} onRetry={load} />}
        {file === null && <Empty title="No definition">Make one with ./data-actions new.</Empty>}
        {file !== null && document === undefined && failure === null && <Loading what="Reading the definition …" />}
        {file !== null && document !== undefined && (
          <>
            <YamlEditor
              file={file}
              text={document.text}
              problems={checked.problems}
              known={known}
              handle={editor}
              onChange={(text) => documents.edit(file, text)}
              onSave={() => void save()}
              onRun={() => void run()}
            />
            <ProblemList
              problems={checked.problems}
              checking={checked.checking}
              onGoTo={(problem) => editor.current?.goTo(problem.line, problem.column)}
            />
          </>
        )}
      </Pane>
      <TryPane
        definition={definition}
        environments={project.environments}
        texts={file === null ? {} : (texts[file] ?? {})}
        source={source}
        state={runState}
        onTexts={(changed) => file !== null && setTexts((before) => ({ ...before, [file]: changed }))}
        onSource={setSource}
        onRun={() => void run()}
        onStop={() => running.current?.abort()}
        onPropose={(answer, path) => void propose(answer, path)}
        onGoToProblem={(problem) => editor.current?.goTo(problem.line, problem.column)}
        onGoToOutput={goToOutput}
      />
      <ResultPane run={runState.kind === "done" ? runState.run : null} running={runState.kind === "running"} />
      <ConflictDialog
        conflict={documents.conflict}
        onKeepMine={(conflict) => void write(conflict.file, conflict.mine, conflict.theirs.version)}
        onTakeTheirs={(conflict) => documents.takeTheirs(conflict.file, conflict.theirs)}
        onClose={documents.closeConflict}
      />
    </div>
  );
}

function ofLocalCall(call: LocalCall): Run {
  const { action, httpStatus, answer } = call;
  return { action, httpStatus, answer, variables: call.variables ?? [], notes: call.notes ?? [] };
}
