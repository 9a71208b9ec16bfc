import { useCallback, useRef, useState } from "react";
import { Refused, type Client, type Conflict } from "../api/client";
import type { DefinitionFile } from "../api/types";
import { lineEndOf, withLineEnd, withNewlines, type LineEnd } from "./lineEnds";

export interface Document {
  /** What the editor shows. Its lines end with \n, whatever the file has. */
  readonly text: string;
  /** What the file holds as far as the page knows; its lines end with \n, too. */
  readonly saved: string;
  readonly lineEnd: LineEnd;
  readonly version: string;
  /** What another program did with the file since then. */
  readonly onDisk: "same" | "changed" | "deleted";
}

export type Documents = { readonly [file: string]: Document };

/** The texts' lines end with \n. */
export interface OpenConflict {
  readonly file: string;
  readonly mine: string;
  readonly theirs: { readonly text: string; readonly version: string; readonly lineEnd: LineEnd };
}

/** What came of a save. A conflict is shown, and the person decides. */
export type SaveResult = "saved" | "conflict" | "deleted" | "busy";

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

  const setOnDisk = useCallback(
    (file: string, onDisk: Document["onDisk"]) => put(file, (before) => before && { ...before, onDisk }),
    [put],
  );

  const open = useCallback(
    async (file: string) => {
      if (latest.current[file] === undefined) {
        const read = await client.definition(file);
        put(file, () => fresh(read));
      }
    },
    [client, put],
  );

  const edit = useCallback(
    (file: string, text: string) => put(file, (before) => before && { ...before, text }),
    [put],
  );

  /** @param version what the file must still be; null if it must not exist */
  const save = useCallback(
    async (file: string, text: string, version: string | null): Promise<SaveResult> => {
      const document = latest.current[file];
      if (document === undefined || saving.current.has(file)) {
        return "busy";
      }
      saving.current.add(file);
      try {
        const result = await client.save(file, withLineEnd(text, document.lineEnd), version);
        if (result.kind === "conflict") {
          setConflict({ file, mine: latest.current[file]?.text ?? text, theirs: theirsOf(result.theirs) });
          return "conflict";
        }
        put(file, (before) => before && { ...before, saved: text, version: result.version, onDisk: "same" });
        setConflict(null);
        say(`Saved ${file}.`);
        return "saved";
      } catch (problem) {
        if (isMissing(problem)) {
          setOnDisk(file, "deleted");
          return "deleted";
        }
        throw problem;
      } finally {
        saving.current.delete(file);
      }
    },
    [client, put, setOnDisk, say],
  );

  const takeTheirs = useCallback(
    (file: string, theirs: OpenConflict["theirs"]) => {
      put(file, () => ({ ...theirs, saved: theirs.text, onDisk: "same" }));
      setConflict(null);
    },
    [put],
  );

  /** A file changed on disk: a text without changes follows it, any other is kept. */
  const changed = useCallback(
    async (file: string, version: string | null) => {
      const document = latest.current[file];
      if (document === undefined || saving.current.has(file)) {
        return;
      }
      if (version === document.version) {
        if (document.onDisk !== "same") {
          setOnDisk(file, "same");
        }
        return;
      }
      if (version === null || document.text !== document.saved) {
        setOnDisk(file, version === null ? "deleted" : "changed");
        return;
      }
      const read = await client.definition(file);
      put(file, (before) =>
        before === undefined || before.text !== before.saved
          ? before && { ...before, onDisk: read.version === before.version ? "same" : "changed" }
          : fresh(read),
      );
      say(`${file} changed on disk; the editor shows the new text.`);
    },
    [client, put, setOnDisk, say],
  );

  /** Looks at each open file: the page was not told what changed while it did not listen. */
  const refresh = useCallback(async () => {
    for (const file of Object.keys(latest.current)) {
      const version = await client.definition(file).then(
        (read) => read.version,
        (problem: unknown) => (isMissing(problem) ? null : undefined),
      );
      if (version !== undefined) {
        await changed(file, version);
      }
    }
  }, [client, changed]);

  /** Shows both texts before a save would find out. */
  const compare = useCallback(
    async (file: string) => {
      const document = latest.current[file];
      if (document !== undefined) {
        setConflict({ file, mine: document.text, theirs: theirsOf(await client.definition(file)) });
      }
    },
    [client],
  );

  return { documents, conflict, open, edit, save, takeTheirs, changed, refresh, compare, closeConflict: () => setConflict(null) };
}

/** The files with a text that is not saved. */
export function unsavedFiles(documents: Documents): string[] {
  return Object.entries(documents)
    .filter(([, each]) => each.text !== each.saved)
    .map(([file]) => file);
}

function fresh(read: DefinitionFile): Document {
  const text = withNewlines(read.text);
  return { text, saved: text, lineEnd: lineEndOf(read.text), version: read.version, onDisk: "same" };
}

function theirsOf(read: Pick<Conflict, "text" | "version">): OpenConflict["theirs"] {
  return { text: withNewlines(read.text), lineEnd: lineEndOf(read.text), version: read.version };
}

function isMissing(problem: unknown): boolean {
  return problem instanceof Refused && problem.status === 404;
}
