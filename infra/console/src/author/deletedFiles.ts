import type { ActionSummary } from "../api/types";
import type { Documents } from "./useDocuments";

/** The actions, and the deleted files that the page must still show: the selected one, and those with a text that is not saved. */
export function withDeleted(actions: readonly ActionSummary[], documents: Documents, selected: string | null): ActionSummary[] {
  const deleted = Object.entries(documents)
    .filter(([file, each]) => each.onDisk === "deleted" && (each.text !== each.saved || file === selected))
    .map(([file]) => file)
    .filter((file) => !actions.some((action) => action.file === file));
  return [...actions, ...deleted.map((file) => ({ name: "(deleted)", file, problem: null }))];
}
