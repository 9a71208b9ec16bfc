import type { ServerEvent } from "../api/types";

export interface StackEvent {
  readonly time: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

/** What the events have said about the local deployment. */
export interface Progress {
  readonly state: "deploying" | "idle" | "failed" | "unknown";
  readonly message: string;
  readonly events: readonly StackEvent[];
  readonly lines: readonly string[];
}

export const NO_PROGRESS: Progress = { state: "unknown", message: "", events: [], lines: [] };
const MOST = 500;

export function addEvent(before: Progress, event: ServerEvent): Progress {
  switch (event.kind) {
    case "stack":
      return {
        ...before,
        events: [
          ...before.events,
          {
            time: event.time ?? "",
            logicalId: event.logicalId,
            type: event.type ?? "",
            status: event.status,
            reason: event.reason ?? "",
          },
        ].slice(-MOST),
      };
    case "line":
      return { ...before, lines: [...before.lines, event.text].slice(-MOST) };
    case "local":
      return event.state === "deploying"
        ? { ...NO_PROGRESS, state: "deploying" }
        : { ...before, state: event.state, message: event.message ?? "" };
    case "alive":
    case "full":
    case "file":
      return before;
  }
}
