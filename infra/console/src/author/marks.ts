import { pathKey, type Json, type JsonPath } from "../api/json";
import type { Exchange, MappedField, Run } from "../api/types";

/** An upstream's answer that the page shows. */
export interface Answer {
  readonly step: string;
  readonly exchange: Exchange;
  readonly body: Json;
}

/** The last answer of each step; a token's request is not one. */
export function answersOf(run: Run): Answer[] {
  const found = new Map<string, Answer>();
  for (const exchange of run.exchanges ?? []) {
    const body = exchange.response?.body;
    if (exchange.for === undefined && body !== undefined) {
      const step = exchange.step ?? "";
      found.set(step, { step, exchange, body });
    }
  }
  return [...found.values()];
}

/** A field's places in the answer of one step; of the only one, the step is "". */
export function pathsIn(step: string, field: MappedField): readonly JsonPath[] {
  return (field.step ?? "") === step ? (field.paths ?? []) : [];
}

/** The outputs by the path that they came from. */
export function mappedNodes(step: string, mapping: readonly MappedField[]): Map<string, string[]> {
  const nodes = new Map<string, string[]>();
  for (const field of mapping) {
    for (const path of pathsIn(step, field)) {
      const key = pathKey(path);
      nodes.set(key, [...(nodes.get(key) ?? []), field.field]);
    }
  }
  return nodes;
}
