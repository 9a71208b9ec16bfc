import { isArray, isObject, type Json } from "../api/json";

/** A part of a JSON Schema with what completion needs. */
export interface SchemaNode {
  readonly [keyword: string]: Json;
}

export interface SchemaChoice {
  readonly label: string;
  readonly detail: string;
  readonly description: string;
}

/** The parts of the schema that can hold at a path; "[]" stands for an item of a list. */
export function schemasAt(root: Json, path: readonly string[]): SchemaNode[] {
  let nodes = expand(root, root);
  for (const key of path) {
    nodes = nodes.flatMap((node) => child(root, node, key));
  }
  return nodes;
}

export function keysOf(root: Json, nodes: readonly SchemaNode[]): SchemaChoice[] {
  const found = new Map<string, SchemaChoice>();
  for (const node of nodes) {
    const properties = node["properties"];
    if (properties !== undefined && isObject(properties)) {
      for (const [label, value] of Object.entries(properties)) {
        const parts = expand(root, value);
        if (!found.has(label) && value !== false) {
          found.set(label, { label, detail: typeOf(parts), description: first(parts, "description") });
        }
      }
    }
  }
  return [...found.values()];
}

export function valuesOf(nodes: readonly SchemaNode[]): SchemaChoice[] {
  const labels = new Set<string>();
  for (const node of nodes) {
    const choices = node["enum"];
    if (choices !== undefined && isArray(choices)) {
      choices.forEach((each) => labels.add(String(each)));
    }
    if (node["const"] !== undefined) {
      labels.add(String(node["const"]));
    }
    if (node["type"] === "boolean") {
      labels.add("true").add("false");
    }
    if (typeof node["default"] === "string") {
      labels.add(node["default"]);
    }
  }
  return [...labels].map((label) => ({ label, detail: "", description: first(nodes, "description") }));
}

/** Whether a value at this place is written as an object or a list, below the key. */
export function isNested(nodes: readonly SchemaNode[]): "object" | "array" | "scalar" {
  const types = nodes.map((node) => node["type"]).filter((type) => type !== undefined);
  if (types.length > 0 && types.every((type) => type === "object")) {
    return "object";
  }
  return types.length > 0 && types.every((type) => type === "array") ? "array" : "scalar";
}

function child(root: Json, node: SchemaNode, key: string): SchemaNode[] {
  if (key === "[]") {
    return node["items"] === undefined ? [] : expand(root, node["items"]);
  }
  const properties = node["properties"];
  const property = properties !== undefined && isObject(properties) ? properties[key] : undefined;
  if (property !== undefined) {
    return expand(root, property);
  }
  return node["additionalProperties"] === undefined ? [] : expand(root, node["additionalProperties"]);
}

/** Follows $ref and the words that combine schemas; conditions count as if they held. */
function expand(root: Json, value: Json, depth = 0): SchemaNode[] {
  if (!isObject(value) || depth > 12) {
    return [];
  }
  const found: SchemaNode[] = [value];
  const reference = value["$ref"];
  if (typeof reference === "string") {
    found.push(...expand(root, resolve(root, reference), depth + 1));
  }
  for (const word of ["oneOf", "anyOf", "allOf"]) {
    const parts = value[word];
    if (parts !== undefined && isArray(parts)) {
      parts.forEach((part) => found.push(...expand(root, part, depth + 1)));
    }
  }
  for (const word of ["then", "else"]) {
    const part = value[word];
    if (part !== undefined) {
      found.push(...expand(root, part, depth + 1));
    }
  }
  return found;
}

function resolve(root: Json, reference: string): Json {
  let node: Json = root;
  for (const part of reference.replace(/^#\/?/, "").split("/").filter((each) => each !== "")) {
    node = (isObject(node) ? node[part] : undefined) ?? null;
  }
  return node;
}

function first(nodes: readonly SchemaNode[], keyword: string): string {
  const found = nodes.map((node) => node[keyword]).find((each) => typeof each === "string");
  return typeof found === "string" ? found : "";
}

function typeOf(nodes: readonly SchemaNode[]): string {
  const type = nodes.map((node) => node["type"]).find((each) => each !== undefined);
  if (typeof type === "string") {
    return type;
  }
  return nodes.some((node) => node["enum"] !== undefined) ? "one of" : "";
}
