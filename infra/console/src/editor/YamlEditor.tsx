import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { Problem } from "../api/types";
import { definitionCompletion, type Known } from "./completion";
import { positionOf, toDiagnostic } from "./diagnostics";
import { editorTheme } from "./editorTheme";
import { freshLine, markFresh } from "./freshLine";
import { smallestChange } from "./replaceText";

/** What the page does with the editor itself. */
export interface EditorHandle {
  /** Replaces the text as one change that can be undone, and marks what is new. */
  replace(text: string, mark: boolean): void;
  goTo(line: number, column: number): void;
  focus(): void;
}

interface Props {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly known: Known;
  readonly handle: Ref<EditorHandle>;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly onRun: () => void;
}

const FROM_PAGE = Annotation.define<boolean>();

/** One editor for all files: a file keeps its undo history while the page is open. */
export function YamlEditor(props: Props) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const states = useRef(new Map<string, EditorState>());
  const shown = useRef<string | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (parent.current === null) {
      return;
    }
    const created = new EditorView({ parent: parent.current });
    view.current = created;
    shown.current = null;
    return () => {
      created.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) {
      return;
    }
    if (shown.current !== props.file) {
      if (shown.current !== null) {
        states.current.set(shown.current, editor.state);
      }
      shown.current = props.file;
      editor.setState(states.current.get(props.file) ?? newState(props.text, props.file, latest));
    }
    const change = smallestChange(editor.state.doc.toString(), props.text);
    if (change !== null) {
      editor.dispatch({ changes: change, annotations: [FROM_PAGE.of(true), isolateHistory.of("full")] });
    }
  }, [props.file, props.text]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null) {
      const diagnostics = props.problems.map((problem) => toDiagnostic(editor.state.doc, problem));
      editor.dispatch(setDiagnostics(editor.state, diagnostics));
    }
  }, [props.problems, props.file]);

  useImperativeHandle(props.handle, () => ({
    replace(text, mark) {
      const editor = view.current;
      const change = editor === null ? null : smallestChange(editor.state.doc.toString(), text);
      if (editor === null || change === null) {
        return;
      }
      const firstWord = change.from + (change.insert.length - change.insert.trimStart().length);
      const end = change.from + change.insert.trimEnd().length;
      editor.dispatch({
        changes: change,
        userEvent: "input.propose",
        // One undo takes this back, and not what was typed just before.
        annotations: isolateHistory.of("full"),
        effects: [
          ...(mark ? [markFresh.of({ from: Math.min(firstWord, end), to: end })] : []),
          EditorView.scrollIntoView(Math.min(firstWord, end), { y: "center" }),
        ],
      });
    },
    goTo(line, column) {
      const editor = view.current;
      if (editor !== null) {
        const position = positionOf(editor.state.doc, line, column);
        editor.dispatch({ selection: { anchor: position }, effects: EditorView.scrollIntoView(position, { y: "center" }) });
        editor.focus();
      }
    },
    focus: () => view.current?.focus(),
  }));

  return <div className="editor" ref={parent} />;
}

function newState(text: string, file: string, latest: { current: Props }): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      foldGutter(),
      history(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightSelectionMatches(),
      lintGutter(),
      yaml(),
      autocompletion({ icons: false, override: [definitionCompletion(() => latest.current.known)] }),
      freshLine,
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of({ "aria-label": `Definition ${file}`, tabindex: "0", spellcheck: "false" }),
      // The Tab key stays free: it leaves the editor. Ctrl-] indents.
      keymap.of([
        { key: "Mod-s", preventDefault: true, run: () => (latest.current.onSave(), true) },
        { key: "Mod-Enter", preventDefault: true, run: () => (latest.current.onRun(), true) },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...lintKeymap,
        ...searchKeymap,
        ...foldKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        const fromPage = update.transactions.some((each) => each.annotation(FROM_PAGE) === true);
        if (update.docChanged && !fromPage) {
          latest.current.onChange(update.state.doc.toString());
        }
      }),
      editorTheme,
    ],
  });
}
