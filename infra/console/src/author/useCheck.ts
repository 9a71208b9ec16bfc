import { useEffect, useState } from "react";
import type { Client } from "../api/client";
import type { Check, DefinitionSummary, Problem } from "../api/types";

const PAUSE_MILLISECONDS = 200;
const NO_PROBLEMS: readonly Problem[] = [];

export interface Checked {
  readonly problems: readonly Problem[];
  /** The last definition that could be read, while the text has an error. */
  readonly definition: DefinitionSummary | null;
  readonly checking: boolean;
}

/** Lets the server check a text when the person stops typing for a moment. */
export function useCheck(client: Client, file: string | null, text: string | null): Checked {
  const [result, setResult] = useState<{ file: string; check: Check; definition: DefinitionSummary | null } | null>(null);
  const [checkedText, setCheckedText] = useState<string | null>(null);

  useEffect(() => {
    if (file === null || text === null) {
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      client
        .check(file, text, stop.signal)
        .then((check) => {
          setResult((before) => ({
            file,
            check,
            definition: check.definition ?? (before?.file === file ? before.definition : null),
          }));
          setCheckedText(text);
        })
        .catch(() => {
          // A newer text is on its way, or the banner says that the server is gone.
        });
    }, PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, file, text]);

  const own = result !== null && result.file === file ? result : null;
  return {
    problems: own?.check.problems ?? NO_PROBLEMS,
    definition: own?.definition ?? null,
    checking: own === null || checkedText !== text,
  };
}
