import { isArray, isObject, NumberLiteral, pathKey, shortJson, type Json, type JsonPath } from "../api/json";

/** One visible line of a JSON tree. */
export interface TreeRow {
  readonly id: string;
  readonly path: JsonPath;
  readonly label: string;
  readonly kind: "object" | "array" | "string" | "number" | "boolean" | "null";
  readonly preview: string;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

const OPEN_AT_FIRST = 150;
const LONGEST_PREVIEW = 120;

/** The lines that are visible with these nodes open. */
export function treeRows(root: Json, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (value: Json, path: JsonPath, label: string, position: number, siblings: number) => {
    const id = pathKey(path);
    const size = childCount(value);
    const expanded = size > 0 && open.has(id);
    rows.push({
      id,
      path,
      label,
      kind: kindOf(value),
      preview: preview(value),
      level: path.length + 1,
      position,
      siblings,
      expandable: size > 0,
      expanded,
    });
    if (expanded) {
      let index = 0;
      for (const [key, child] of children(value)) {
        index++;
        add(child, [...path, key], String(key), index, size);
      }
    }
  };
  add(root, [], "answer", 1, 1);
  return rows;
}

/** Opens level by level, as long as the tree stays short enough to look over. */
export function openAtFirst(root: Json): Set<string> {
  const open = new Set<string>();
  let shown = 1;
  let level: [Json, JsonPath][] = [[root, []]];
  while (level.length > 0) {
    const next: [Json, JsonPath][] = [];
    for (const [value, path] of level) {
      const size = childCount(value);
      if (size === 0 || (path.length > 0 && shown + size > OPEN_AT_FIRST)) {
        continue;
      }
      open.add(pathKey(path));
      shown += size;
      if (size <= OPEN_AT_FIRST) {
        for (const [key, child] of children(value)) {
          next.push([child, [...path, key]]);
        }
      }
    }
    level = next;
  }
  return open;
}

/** Every node above a path, so that the path becomes visible. */
export function ancestors(path: JsonPath): string[] {
  return path.map((_, index) => pathKey(path.slice(0, index)));
}

function children(value: Json): Iterable<[string | number, Json]> {
  return isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
}

function childCount(value: Json): number {
  return isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;
}

function kindOf(value: Json): TreeRow["kind"] {
  if (value === null) {
    return "null";
  }
  if (isArray(value)) {
    return "array";
  }
  if (value instanceof NumberLiteral || typeof value === "number") {
    return "number";
  }
  return typeof value === "string" ? "string" : typeof value === "boolean" ? "boolean" : "object";
}

function preview(value: Json): string {
  if (isArray(value)) {
    return value.length === 0 ? "[]" : `[ ${value.length} ]`;
  }
  if (isObject(value)) {
    const size = Object.keys(value).length;
    return size === 0 ? "{}" : `{ ${size} }`;
  }
  return shortJson(value, LONGEST_PREVIEW);
}

/** Paths of a JSON answer as JSONata, for completion: the short ones first. */
export function jsonataPaths(root: Json, most: number): string[] {
  const found: string[] = [];
  let level: [Json, string][] = [[root, ""]];
  while (level.length > 0 && found.length < most) {
    const next: [Json, string][] = [];
    for (const [value, path] of level) {
      const below = isArray(value) ? (value[0] ?? null) : value;
      if (isObject(below)) {
        for (const [key, child] of Object.entries(below)) {
          if (key.includes("`")) {
            continue; // JSONata has no way to write this name in a path.
          }
          const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : `\`${key}\``;
          next.push([child, path === "" ? name : `${path}.${name}`]);
        }
      }
    }
    found.push(...next.map(([, path]) => path));
    level = next;
  }
  return [...new Set(found)].slice(0, most);
}
