import type { Json, JsonPath } from "./json";

export interface Project {
  /** The project's folder. */
  readonly project: string;
  /** The folder of the definitions. */
  readonly folder: string;
  /** The environment that the command was started with. */
  readonly environment: string;
  /** What is wrong with cdk.json. */
  readonly problem?: string | null;
  readonly environments: readonly string[];
  readonly actions: readonly ActionSummary[];
  readonly schema: Json;
}

export interface ActionSummary {
  readonly name: string;
  readonly file: string;
  readonly description?: string | null;
  readonly secure?: boolean;
  readonly slow?: boolean;
  readonly problem: string | null;
}

export interface DefinitionFile {
  readonly file: string;
  readonly text: string;
  readonly version: string;
}

export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly path?: string;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export interface InputSummary {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
  readonly description?: string | null;
  readonly minimum?: Json;
  readonly maximum?: Json;
  readonly minLength?: number | null;
  readonly maxLength?: number | null;
  readonly pattern?: string | null;
  readonly enum?: readonly Json[] | null;
  readonly default?: Json;
}

export interface ExampleSummary {
  readonly name: string;
  readonly input?: { readonly [name: string]: Json };
}

export interface DefinitionSummary {
  readonly name: string;
  readonly description?: string | null;
  readonly secure?: boolean;
  readonly slow?: boolean;
  readonly flat?: boolean;
  readonly upstreams: readonly string[];
  readonly outputs?: readonly { readonly path: string; readonly line: number }[];
  readonly inputs: readonly InputSummary[];
  readonly examples: readonly ExampleSummary[];
}

export interface Check {
  readonly problems: readonly Problem[];
  readonly definition: DefinitionSummary | null;
}

export type Source =
  | { readonly kind: "upstream"; readonly environment: string; readonly urls: { readonly [name: string]: string } }
  | { readonly kind: "example"; readonly name: string }
  | { readonly kind: "response"; readonly body: string };

export interface Exchange {
  readonly step?: string;
  readonly attempt?: number;
  readonly for?: string;
  readonly request?: {
    readonly method: string;
    readonly url: string;
    readonly headers?: { readonly [name: string]: Json };
    readonly body?: Json;
  };
  readonly response?: {
    readonly status: number;
    readonly headers?: { readonly [name: string]: Json };
    readonly body?: Json;
  };
  readonly failure?: string;
}

export interface MappedField {
  readonly field: string;
  readonly how: string;
  readonly expression?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly nearest?: string;
  /** The step whose answer the paths are in; absent if there is one call only. */
  readonly step?: string;
  readonly paths?: readonly JsonPath[];
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly value?: Json;
}

export interface Branch {
  readonly path: string;
  readonly text: string;
}

export interface Run {
  readonly action?: string;
  readonly sources?: readonly string[];
  readonly steps?: readonly { readonly name?: string; readonly upstream?: string; readonly how?: string; readonly status?: number }[];
  readonly exchanges?: readonly Exchange[];
  readonly mapping?: readonly MappedField[];
  readonly httpStatus?: number;
  readonly answer?: { readonly [key: string]: Json };
  readonly variables?: readonly Variable[];
  readonly milliseconds?: { readonly upstreams: number; readonly here: number };
  readonly flow?: { readonly voice: Branch; readonly nonCall: Branch };
  readonly missing?: readonly string[];
  readonly hint?: string;
  readonly notes?: readonly string[];
  readonly problems?: readonly Problem[];
}

export interface ProposedOutput {
  readonly name: string;
  readonly type: string;
  readonly from: string;
  readonly remark?: string;
}

export interface Proposal extends ProposedOutput {
  /** Whether it takes the value of each item of the list around the node. */
  readonly each?: boolean;
  /** The other choice inside a list: each item's value, or this one's. */
  readonly other?: ProposedOutput;
  readonly text: string;
  readonly line: number;
}

export interface LocalState {
  readonly deployed: boolean;
  readonly deploying?: boolean;
  readonly environment?: string | null;
  readonly status?: string | null;
  readonly functionUrl?: string | null;
  readonly integration?: { readonly name: string; readonly id: string; readonly state: string } | null;
  readonly actions?: readonly {
    readonly name: string;
    readonly id: string;
    readonly contract?: Json;
    readonly published?: boolean;
    readonly flows?: readonly string[];
  }[];
  readonly jobs?: readonly { readonly action: string; readonly state: string; readonly created?: string }[];
  readonly invocations?: readonly Invocation[];
  readonly message?: string | null;
}

/** What a call of a deployed action answers. */
export interface LocalCall {
  readonly action: string;
  readonly httpStatus: number;
  readonly milliseconds: number;
  readonly answer: { readonly [key: string]: Json };
  readonly variables?: readonly Variable[];
  readonly notes?: readonly string[];
}

export interface Invocation {
  readonly time?: string;
  readonly action: string;
  readonly status: Json;
  readonly errorCode?: string | null;
  readonly milliseconds?: number | null;
  readonly line?: Json;
}

export interface PlanDetail {
  readonly property: string;
  readonly before?: Json;
  readonly after?: Json;
}

export interface PlanChange {
  readonly kind: string;
  readonly object?: string;
  readonly name: string;
  readonly action: string;
  readonly details?: readonly PlanDetail[];
  readonly reason?: string;
  readonly remark?: string;
  readonly warnings?: readonly string[];
}

export interface Plan {
  readonly changes: readonly PlanChange[];
  readonly otherChanges?: readonly string[];
  readonly knownAfterDeploy?: readonly string[];
  readonly text?: readonly string[];
  readonly message?: string;
}

export type ServerEvent =
  | { readonly kind: "alive" }
  /** So many pages listen that this one cannot. */
  | { readonly kind: "full" }
  | { readonly kind: "file"; readonly file: string; readonly version: string | null }
  | {
      readonly kind: "stack";
      readonly time?: string;
      readonly logicalId: string;
      readonly type?: string;
      readonly status: string;
      readonly reason?: string | null;
    }
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "local"; readonly state: "deploying" | "idle" | "failed"; readonly message?: string };
