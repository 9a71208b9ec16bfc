import { useEffect, useRef } from "react";
import { Loading } from "../common/States";
import { Tag, type Tone } from "../common/Tag";
import type { StackEvent } from "./progress";

interface Props {
  readonly events: readonly StackEvent[];
  readonly lines: readonly string[];
  readonly deploying: boolean;
}

export function StackEvents({ events, lines, deploying }: Props) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = end.current;
    if (box !== null) {
      box.scrollTop = box.scrollHeight;
    }
  }, [events]);
  return (
    <>
      {events.length === 0 && deploying && <Loading what="The template is made …" />}
      <div className="events" ref={end} tabIndex={0} role="log" aria-label="Stack events">
        {events.length > 0 && (
          <table className="plain-table event-table">
            <thead className="visually-hidden">
              <tr>
                <th>Time</th>
                <th>Status</th>
                <th>Resource</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event, index) => (
                <tr key={index}>
                  <td className="faint mono">{clock(event.time)}</td>
                  <td>
                    <Tag tone={toneOf(event.status)}>{event.status}</Tag>
                  </td>
                  <td>
                    <span className="mono">{event.logicalId}</span> <span className="faint">{event.type}</span>
                    {event.reason !== "" && <p className="message bad">{event.reason}</p>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {lines.length > 0 && (
        <details className="more" open={events.length === 0}>
          <summary>What the command prints</summary>
          <pre className="code" tabIndex={0} role="group" aria-label="What the command prints">
            {lines.join("\n")}
          </pre>
        </details>
      )}
    </>
  );
}

function toneOf(status: string): Tone {
  if (/FAILED|ROLLBACK/.test(status)) {
    return "bad";
  }
  return status.endsWith("COMPLETE") ? "good" : "accent";
}

export function clock(time: string): string {
  const date = new Date(time);
  return time === "" || Number.isNaN(date.getTime()) ? time : date.toLocaleTimeString([], { hour12: false });
}
