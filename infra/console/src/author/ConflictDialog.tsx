import { MergeView } from "@codemirror/merge";
import { yaml } from "@codemirror/lang-yaml";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useCallback } from "react";
import { editorTheme } from "../editor/editorTheme";
import type { OpenConflict } from "./useDocuments";

interface Props {
  readonly conflict: OpenConflict | null;
  readonly onKeepMine: (conflict: OpenConflict) => void;
  readonly onTakeTheirs: (conflict: OpenConflict) => void;
  readonly onClose: () => void;
}

/** Both texts side by side. Nothing is written or dropped before the person chooses. */
export function ConflictDialog({ conflict, onKeepMine, onTakeTheirs, onClose }: Props) {
  return (
    // Modal alone would put a second <header> into the page.
    <Modal.Root opened={conflict !== null} onClose={onClose} size="min(1100px, 94vw)">
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          {conflict !== null && <Choice {...{ conflict, onKeepMine, onTakeTheirs, onClose }} />}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Choice({ conflict, onKeepMine, onTakeTheirs, onClose }: Props & { conflict: OpenConflict }) {
  return (
    <>
      <Modal.Title fw={700} mb="xs">
        {conflict.file} was changed elsewhere
      </Modal.Title>
          <Text size="sm" mb="sm">
            Your text is not saved, and the file is as the other program left it.
          </Text>
          <div className="merge-heads" aria-hidden>
            <span>Yours, in the editor</span>
            <span>Theirs, on disk</span>
          </div>
          <Merge key={conflict.theirs.version} mine={conflict.mine} theirs={conflict.theirs.text} />
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={onClose}>
              Go on editing
            </Button>
            <Button variant="default" onClick={() => onTakeTheirs(conflict)}>
              Take theirs
            </Button>
            <Button onClick={() => onKeepMine(conflict)}>Keep mine, and overwrite</Button>
          </Group>
          <Text size="xs" c="dimmed" mt="xs" ta="right">
            If you take theirs, Ctrl-Z in the editor brings yours back.
          </Text>
    </>
  );
}

function Merge({ mine, theirs }: { mine: string; theirs: string }) {
  const mount = useCallback(
    (parent: HTMLDivElement | null) => {
      if (parent === null) {
        return;
      }
      const side = (doc: string, label: string) => ({
        doc,
        extensions: [
          lineNumbers(),
          yaml(),
          editorTheme,
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label }),
        ],
      });
      const merge = new MergeView({
        a: side(mine, "Your text"),
        b: side(theirs, "Their text"),
        parent,
        // Long definitions differ in few lines.
        collapseUnchanged: { margin: 3, minSize: 6 },
      });
      return () => merge.destroy();
    },
    [mine, theirs],
  );
  return <div className="merge" ref={mount} tabIndex={0} role="group" aria-label="Both texts" />;
}
