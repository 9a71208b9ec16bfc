import { writeJson, type Json } from "../api/json";
import type { Exchange } from "../api/types";
import { Tag } from "../common/Tag";

/** The requests that a run has sent, with what came of them. */
export function RequestView({ exchanges }: { exchanges: readonly Exchange[] }) {
  return (
    <ul className="requests" aria-label="Requests that were sent">
      {exchanges.map((exchange, index) => (
        <li key={index}>
          <details>
            <summary>
              <span className="request-line">
                {exchange.response !== undefined && (
                  <Tag tone={exchange.response.status < 400 ? "good" : "bad"}>{exchange.response.status}</Tag>
                )}
                {exchange.failure !== undefined && <Tag tone="bad">failed</Tag>}
                <code>
                  {exchange.request?.method} {exchange.request?.url}
                </code>
              </span>
              {about(exchange) !== "" && <span className="faint"> {about(exchange)}</span>}
            </summary>
            <Message title="Request headers" headers={exchange.request?.headers} body={exchange.request?.body} />
            <Message title="Answer's headers" headers={exchange.response?.headers} body={undefined} />
          </details>
          {exchange.failure !== undefined && <p className="bad message">{exchange.failure}</p>}
        </li>
      ))}
    </ul>
  );
}

function about(exchange: Exchange): string {
  return [
    exchange.for === undefined ? "" : "for a token",
    exchange.step === undefined || exchange.step === "" ? "" : `step ${exchange.step}`,
    (exchange.attempt ?? 1) > 1 ? `attempt ${exchange.attempt}` : "",
  ]
    .filter((each) => each !== "")
    .join(", ");
}

function Message(props: { title: string; headers: { readonly [name: string]: Json } | undefined; body: Json | undefined }) {
  const headers = Object.entries(props.headers ?? {});
  if (headers.length === 0 && props.body === undefined) {
    return null;
  }
  return (
    <>
      <p className="faint small">{props.title}</p>
      <pre className="code" tabIndex={0} role="group" aria-label={props.title}>
        {headers.map(([name, value]) => `${name}: ${typeof value === "string" ? value : writeJson(value)}`).join("\n")}
        {props.body === undefined ? "" : `\n\n${typeof props.body === "string" ? props.body : writeJson(props.body, 2)}`}
      </pre>
    </>
  );
}
