import { useCallback, useRef, useState } from "react";
import type { Client, Conflict } from "../api/client";

export interface Document {
  readonly text: string;
  /** What the file holds as far as the page knows. */
  readonly saved: string;
  readonly version: string;
  readonly changedOnDisk: boolean;
}

export type Documents = { readonly [file: string]: Document };

export interface OpenConflict {
  readonly file: string;
  readonly mine: string;
  readonly theirs: Conflict;
}

/** The open files. A text that is not saved is kept until the person decides about it. */
export function useDocuments(client: Client, say: (message: string) => void) {
  const [documents, setDocuments] = useState<Documents>({});
  const [conflict, setConflict] = useState<OpenConflict | null>(null);
  const latest = useRef(documents);
  const saving = useRef(new Set<string>());

  const put = useCallback((file: string, change: (before: Document | undefined) => Document | undefined) => {
    const changed = change(latest.current[file]);
    if (changed !== undefined) {
      latest.current = { ...latest.current, [file]: changed };
      setDocuments(latest.current);
    }
  }, []);

  const open = useCallback(
    async (file: string) => {
      if (latest.current[file] === undefined) {
        const read = await client.definition(file);
        put(file, () => ({ text: read.text, saved: read.text, version: read.version, changedOnDisk: false }));
      }
    },
    [client, put],
  );

  const edit = useCallback(
    (file: string, text: string) => put(file, (before) => before && { ...before, text }),
    [put],
  );

  const save = useCallback(
    async (file: string, text: string, version: string) => {
      if (saving.current.has(file)) {
        return;
      }
      saving.current.add(file);
      try {
        const result = await client.save(file, text, version);
        if (result.kind === "conflict") {
          setConflict({ file, mine: latest.current[file]?.text ?? text, theirs: result.theirs });
        } else {
          put(file, (before) => before && { ...before, saved: text, version: result.version, changedOnDisk: false });
          setConflict(null);
          say(`Saved ${file}.`);
        }
      } finally {
        saving.current.delete(file);
      }
    },
    [client, put, say],
  );

  const takeTheirs = useCallback(
    (file: string, theirs: Conflict) => {
      put(file, () => ({ text: theirs.text, saved: theirs.text, version: theirs.version, changedOnDisk: false }));
      setConflict(null);
    },
    [put],
  );

  /** A file changed on disk: a text without changes follows it, any other is kept. */
  const changed = useCallback(
    async (file: string, version: string | null) => {
      const document = latest.current[file];
      if (document === undefined || version === document.version || saving.current.has(file)) {
        return;
      }
      if (version === null || document.text !== document.saved) {
        put(file, (before) => before && { ...before, changedOnDisk: true });
        return;
      }
      const read = await client.definition(file);
      put(file, (before) =>
        before === undefined || before.text !== before.saved
          ? before && { ...before, changedOnDisk: read.version !== before.version }
          : { text: read.text, saved: read.text, version: read.version, changedOnDisk: false },
      );
      say(`${file} changed on disk; the editor shows the new text.`);
    },
    [client, put, say],
  );

  /** Shows both texts before a save would find out. */
  const compare = useCallback(
    async (file: string) => {
      const document = latest.current[file];
      if (document !== undefined) {
        const read = await client.definition(file);
        setConflict({
          file,
          mine: document.text,
          theirs: { message: `${file} changed on disk.`, text: read.text, version: read.version },
        });
      }
    },
    [client],
  );

  return { documents, conflict, open, edit, save, takeTheirs, changed, compare, closeConflict: () => setConflict(null) };
}
