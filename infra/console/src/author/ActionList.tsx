import type { ActionSummary } from "../api/types";
import { Tag } from "../common/Tag";

interface Props {
  readonly actions: readonly ActionSummary[];
  readonly selected: string | null;
  readonly unsaved: ReadonlySet<string>;
  readonly onSelect: (file: string) => void;
}

export function ActionList(props: Props) {
  return (
    <nav aria-label="Actions" className="action-list">
      <ul>
        {props.actions.map((action) => (
          <li key={action.file}>
            <button
              type="button"
              className="action-item"
              aria-current={action.file === props.selected ? "true" : undefined}
              onClick={() => props.onSelect(action.file)}
            >
              <span className="action-name">{action.name}</span>
              <span className="action-file">{action.file}</span>
              {props.unsaved.has(action.file) && <Tag tone="accent">unsaved</Tag>}
              {action.secure === true && <Tag tone="plain">secure</Tag>}
              {action.slow === true && <Tag tone="plain">slow</Tag>}
              {action.problem !== null && (
                <Tag tone="bad" title={action.problem}>
                  problem
                </Tag>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
