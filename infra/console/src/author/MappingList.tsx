import type { MappedField } from "../api/types";
import { Tag, type Tone } from "../common/Tag";

interface Props {
  readonly mapping: readonly MappedField[];
  readonly pointed: ReadonlySet<string>;
  readonly onPoint: (field: MappedField | null) => void;
  readonly onGoTo: (field: MappedField) => void;
}

const TONES: { readonly [how: string]: Tone } = {
  found: "good",
  converted: "accent",
  defaulted: "warn",
  missing: "bad",
  failed: "bad",
  mismatch: "bad",
};

/** Each output with where it came from. Hovering or focusing one shows its nodes in the tree. */
export function MappingList({ mapping, pointed, onPoint, onGoTo }: Props) {
  return (
    <ul className="mapping" aria-label="Outputs, and where they came from">
      {mapping.map((field) => (
        <li key={field.field}>
          <button
            type="button"
            className={`mapping-row ${pointed.has(field.field) ? "pointed" : ""}`}
            onMouseEnter={() => onPoint(field)}
            onMouseLeave={() => onPoint(null)}
            onFocus={() => onPoint(field)}
            onBlur={() => onPoint(null)}
            onClick={() => onGoTo(field)}
          >
            <span className="mapping-name">{field.field}</span>
            <code className="mapping-from">{field.expression ?? ""}</code>
            <Tag tone={TONES[field.how] ?? "plain"}>{field.how}</Tag>
            {note(field) !== "" && <span className="mapping-note">{note(field)}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

function note(field: MappedField): string {
  if (field.nearest !== undefined) {
    return `Nothing is there. The nearest path is ${field.nearest}.`;
  }
  if (field.found !== undefined && field.found !== "") {
    return `Expected ${field.expected ?? "another type"}, found ${field.found}.`;
  }
  return field.how === "missing" ? "Nothing is there, and there is no default." : "";
}
