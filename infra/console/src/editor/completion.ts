import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import type { Json } from "../api/json";
import { isNested, keysOf, schemasAt, valuesOf, type SchemaChoice } from "./schema";
import { yamlContext } from "./yamlContext";

/** What completion knows in addition to the schema. */
export interface Known {
  readonly schema: Json;
  readonly inputs: readonly string[];
  readonly upstreams: readonly string[];
  /** Paths of the upstream's last answer, as JSONata. */
  readonly answerPaths: readonly string[];
}

export function definitionCompletion(known: () => Known): CompletionSource {
  return (context) => complete(context, known());
}

export function complete(context: CompletionContext, known: Known): CompletionResult | null {
  const text = context.state.doc.toString();
  const template = /\{([A-Za-z0-9_-]*)$/.exec(context.state.doc.lineAt(context.pos).text.slice(0, context.pos - context.state.doc.lineAt(context.pos).from));
  const where = yamlContext(text, context.pos);
  if (where === null) {
    return null;
  }
  if (template !== null && isTemplate(where.path)) {
    return result(context.pos - (template[1]?.length ?? 0), [...known.inputs, "requestId"].map((label) => ({ label, type: "variable", detail: "input" })));
  }
  const nodes = schemasAt(known.schema, where.path);
  if (where.kind === "key") {
    const fresh = keysOf(known.schema, nodes).filter((choice) => !where.siblings.includes(choice.label));
    return result(where.from, fresh.map((choice) => keyCompletion(choice, known, where.path, where.flow)));
  }
  if (!context.explicit && text.charAt(context.pos - 1) === ":") {
    return null;
  }
  const last = where.path[where.path.length - 1];
  if (last === "from" && known.answerPaths.length > 0) {
    return result(where.from, known.answerPaths.map((label) => ({ label, type: "property", detail: "in the last answer" })));
  }
  if (last === "upstream" && known.upstreams.length > 0) {
    return result(where.from, known.upstreams.map((label) => ({ label, type: "constant" })));
  }
  return result(where.from, valuesOf(nodes).map((choice) => ({ label: choice.label, type: "constant", info: choice.description })));
}

function isTemplate(path: readonly string[]): boolean {
  return path.includes("request") && path.some((key) => ["path", "query", "headers", "body", "form", "text"].includes(key));
}

function result(from: number, options: Completion[]): CompletionResult | null {
  return options.length === 0 ? null : { from, options, validFor: /^[\w.$`[\]-]*$/ };
}

function keyCompletion(choice: SchemaChoice, known: Known, path: readonly string[], flow: boolean): Completion {
  const nested = flow ? "scalar" : isNested(schemasAt(known.schema, [...path, choice.label]));
  return {
    label: choice.label,
    type: "property",
    detail: choice.detail,
    ...(choice.description === "" ? {} : { info: choice.description }),
    apply: nested === "scalar" ? `${choice.label}: ` : `${choice.label}:`,
  };
}
