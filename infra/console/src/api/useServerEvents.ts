import { useEffect, useRef } from "react";
import type { Client } from "./client";
import type { ServerEvent } from "./types";

const RETRY_MILLISECONDS = 2000;

/**
 * Listens to the server's events while the tab is visible, and connects again when the stream ends. A browser opens six
 * connections to a server for all its tabs: streams of hidden tabs would leave none for a request.
 */
export function useServerEvents(client: Client, onEvent: (event: ServerEvent) => void, onReconnect: () => void): void {
  const handlers = useRef({ onEvent, onReconnect });
  useEffect(() => {
    handlers.current = { onEvent, onReconnect };
  });

  useEffect(() => {
    let again = false;
    let stop: AbortController | null = null;

    const listen = async (signal: AbortSignal) => {
      while (!signal.aborted) {
        try {
          await client.events(
            () => {
              if (again) {
                handlers.current.onReconnect();
              }
              again = true;
            },
            (event) => handlers.current.onEvent(event),
            signal,
          );
        } catch {
          // The client has told the page whether a server answers. Try again.
          again = true;
        }
        if (!signal.aborted) {
          await new Promise((resume) => setTimeout(resume, RETRY_MILLISECONDS));
        }
      }
    };

    const follow = () => {
      if (document.visibilityState === "hidden") {
        stop?.abort();
        stop = null;
        again = true;
      } else if (stop === null) {
        stop = new AbortController();
        void listen(stop.signal);
      }
    };
    document.addEventListener("visibilitychange", follow);
    follow();
    return () => {
      document.removeEventListener("visibilitychange", follow);
      stop?.abort();
    };
  }, [client]);
}
