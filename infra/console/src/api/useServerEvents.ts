import { useEffect, useRef } from "react";
import type { Client } from "./client";
import type { ServerEvent } from "./types";

const RETRY_MILLISECONDS = 2000;

/** Listens to the server's events, and connects again when the stream ends. */
export function useServerEvents(client: Client, onEvent: (event: ServerEvent) => void, onReconnect: () => void): void {
  const handlers = useRef({ onEvent, onReconnect });
  useEffect(() => {
    handlers.current = { onEvent, onReconnect };
  });

  useEffect(() => {
    const stop = new AbortController();
    const listen = async () => {
      let again = false;
      while (!stop.signal.aborted) {
        try {
          await client.events(
            () => {
              if (again) {
                handlers.current.onReconnect();
              }
            },
            (event) => handlers.current.onEvent(event),
            stop.signal,
          );
        } catch {
          // The client has told the page whether a server answers. Try again.
        }
        again = true;
        await new Promise((resume) => setTimeout(resume, RETRY_MILLISECONDS));
      }
    };
    void listen();
    return () => stop.abort();
  }, [client]);
}
