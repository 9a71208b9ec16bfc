import { parseJson, writeJson, type Json, type JsonPath } from "./json";
import type { Check, DefinitionFile, LocalCall, LocalState, Plan, Project, Proposal, Run, ServerEvent, Source } from "./types";

/** The server refused a request; the message is for the person. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: unknown,
  ) {
    super(message);
  }
}

/** No server answers at this page's address. */
export class ServerGone extends Error {
  constructor() {
    super("The console's server does not answer.");
  }
}

export interface Conflict {
  readonly message: string;
  readonly text: string;
  readonly version: string;
}

export type Saved = { readonly kind: "saved"; readonly version: string } | { readonly kind: "conflict"; readonly theirs: Conflict };

/** What a plan compares with. Only "genesys, recorded" writes: it first records new contracts in the lock files. */
export type PlanTarget = "local" | "genesys" | "genesys, recorded";

export interface Client {
  project(): Promise<Project>;
  definition(file: string): Promise<DefinitionFile>;
  /** @param version what the file must still be; null if it must not exist */
  save(file: string, text: string, version: string | null): Promise<Saved>;
  check(file: string, text: string, signal: AbortSignal): Promise<Check>;
  run(
    request: { file: string; text: string; inputs: { [name: string]: Json }; source: Source },
    signal: AbortSignal,
  ): Promise<Run>;
  propose(request: { file: string; text: string; step?: string; answer: Json; path: JsonPath; each: boolean }): Promise<Proposal>;
  local(): Promise<LocalState>;
  deploy(environment: string): Promise<void>;
  invoke(action: string, inputs: { [name: string]: Json }, signal: AbortSignal): Promise<LocalCall>;
  plan(environment: string, target: PlanTarget, signal: AbortSignal): Promise<Plan>;
  events(onOpen: () => void, onEvent: (event: ServerEvent) => void, signal: AbortSignal): Promise<void>;
}

/** @param onReach says after each request whether a server answered */
export function createClient(token: string, onReach: (reached: boolean) => void): Client {
  async function send(path: string, init: RequestInit): Promise<Response> {
    try {
      const response = await fetch(path, {
        ...init,
        cache: "no-store",
        headers: { "X-Console-Token": token, ...(init.body == null ? {} : { "Content-Type": "application/json" }) },
      });
      onReach(true);
      return response;
    } catch (problem) {
      if (init.signal?.aborted === true) {
        throw problem;
      }
      onReach(false);
      throw new ServerGone();
    }
  }

  async function read(response: Response): Promise<unknown> {
    const text = await response.text();
    try {
      return text === "" ? null : parseJson(text);
    } catch {
      return null;
    }
  }

  function refusal(response: Response, body: unknown): Refused {
    const message =
      typeof body === "object" && body !== null && "message" in body && typeof body.message === "string"
        ? body.message
        : `The console's server answered HTTP ${response.status}.`;
    return new Refused(response.status, message, body);
  }

  async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await send(path, init);
    const body = await read(response);
    if (!response.ok) {
      throw refusal(response, body);
    }
    return body as T;
  }

  function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return call<T>(path, { method: "POST", body: writeJson(body), signal: signal ?? null });
  }

  return {
    project: () => call("/api/project"),
    definition: (file) => call(`/api/definitions/${encodeURIComponent(file)}`),
    async save(file, text, version) {
      const response = await send(`/api/definitions/${encodeURIComponent(file)}`, {
        method: "PUT",
        body: writeJson({ text, version }),
      });
      const body = await read(response);
      if (response.status === 409) {
        return { kind: "conflict", theirs: body as Conflict };
      }
      if (!response.ok) {
        throw refusal(response, body);
      }
      return { kind: "saved", version: (body as { version: string }).version };
    },
    check: (file, text, signal) => post("/api/check", { file, text }, signal),
    run: (request, signal) => post("/api/run", request, signal),
    propose: (request) => post("/api/propose", request),
    local: () => call("/api/local"),
    deploy: async (environment) => {
      await post("/api/local/deploy", { environment });
    },
    invoke: (action, inputs, signal) => post("/api/local/invoke", { action, inputs }, signal),
    plan: (environment, target, signal) =>
      target === "genesys, recorded"
        ? post("/api/plan", { environment, record: true }, signal)
        : call(`/api/plan?environment=${encodeURIComponent(environment)}${target === "local" ? "&local=true" : ""}`, { signal }),
    async events(onOpen, onEvent, signal) {
      const response = await send("/api/events", { signal });
      if (!response.ok || response.body === null) {
        throw refusal(response, await read(response));
      }
      onOpen();
      await eachLine(response.body, (line) => onEvent(parseJson(line) as ServerEvent));
    },
  };
}

async function eachLine(body: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    lines.filter((line) => line.trim() !== "").forEach(onLine);
  }
}

export function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
