import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { pathKey, type Json, type JsonPath } from "../api/json";
import { ancestors, openAtFirst, treeRows, type TreeRow } from "./treeRows";

interface Props {
  readonly label: string;
  readonly answer: Json;
  /** The outputs that came from a node, by the node's path. */
  readonly mapped: ReadonlyMap<string, readonly string[]>;
  /** The nodes to point out now. */
  readonly pointed: readonly JsonPath[];
  readonly onPropose: (path: JsonPath) => void;
  readonly onHover: (outputs: readonly string[]) => void;
}

const ROW = 26;
const SPARE = 12;

/** A JSON tree that draws only the lines in sight: an answer may have ten thousand nodes. */
export function AnswerTree({ label, answer, mapped, pointed, onPropose, onHover }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(() => openAtFirst(answer));
  const [active, setActive] = useState("[]");
  const [scroll, setScroll] = useState({ top: 0, height: 400 });
  const rows = useMemo(() => treeRows(answer, open), [answer, open]);
  const activeIndex = Math.max(
    rows.findIndex((row) => row.id === active),
    0,
  );
  const pointedIds = useMemo(() => new Set(pointed.map(pathKey)), [pointed]);

  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    const watch = new ResizeObserver(() => setScroll({ top: element.scrollTop, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  // What an output points at must be visible: open what is above it, then scroll to it.
  useEffect(() => {
    const first = pointed[0];
    if (first !== undefined) {
      const above = ancestors(first);
      setOpen((before) => (above.every((each) => before.has(each)) ? before : new Set([...before, ...above])));
    }
  }, [pointed]);
  useEffect(() => {
    const first = pointed[0];
    const index = first === undefined ? -1 : rows.findIndex((row) => row.id === pathKey(first));
    if (index >= 0) {
      reveal(index);
    }
    // Only a new pointing scrolls; the person scrolls freely afterwards.
  }, [pointed, rows]);

  function reveal(index: number) {
    const element = box.current;
    if (element === null) {
      return;
    }
    const top = index * ROW;
    if (top < element.scrollTop) {
      element.scrollTop = top;
    } else if (top + ROW > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + ROW - element.clientHeight;
    }
  }

  function toggle(row: TreeRow, expand = !row.expanded) {
    setOpen((before) => {
      const after = new Set(before);
      if (expand) {
        after.add(row.id);
      } else {
        after.delete(row.id);
      }
      return after;
    });
  }

  function moveTo(index: number) {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row !== undefined) {
      setActive(row.id);
      reveal(rows.indexOf(row));
      box.current?.scrollIntoView({ block: "nearest" });
      onHover(mapped.get(row.id) ?? []);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = rows[activeIndex];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const page = Math.max(Math.floor(scroll.height / ROW) - 1, 1);
    const moves: { [key: string]: () => void } = {
      ArrowDown: () => moveTo(activeIndex + 1),
      ArrowUp: () => moveTo(activeIndex - 1),
      PageDown: () => moveTo(activeIndex + page),
      PageUp: () => moveTo(activeIndex - page),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      ArrowRight: () => (row.expandable && !row.expanded ? toggle(row, true) : row.expanded && moveTo(activeIndex + 1)),
      ArrowLeft: () =>
        row.expanded ? toggle(row, false) : moveTo(rows.findIndex((each) => each.id === pathKey(row.path.slice(0, -1)))),
      " ": () => row.expandable && toggle(row),
      Enter: () => row.path.length > 0 && onPropose(row.path),
    };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      move();
    }
  }

  const from = Math.max(Math.floor(scroll.top / ROW) - SPARE, 0);
  const to = Math.min(Math.ceil((scroll.top + scroll.height) / ROW) + SPARE, rows.length);
  const drawn = rows.slice(from, to);
  const activeDrawn = activeIndex >= from && activeIndex < to;
  return (
    <div
      ref={box}
      className="tree"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={activeDrawn ? `${id}-${activeIndex}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) => setScroll({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      onMouseLeave={() => onHover([])}
      onBlur={() => onHover([])}
    >
      <div role="presentation" style={{ height: rows.length * ROW, position: "relative" }}>
        {drawn.map((row, index) => (
          <Row
            key={row.id}
            id={`${id}-${from + index}`}
            row={row}
            top={(from + index) * ROW}
            active={from + index === activeIndex}
            outputs={mapped.get(row.id) ?? []}
            pointed={pointedIds.has(row.id)}
            onToggle={() => {
              setActive(row.id);
              toggle(row);
            }}
            onPropose={() => {
              setActive(row.id);
              onPropose(row.path);
            }}
            onHover={onHover}
          />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly row: TreeRow;
  readonly top: number;
  readonly active: boolean;
  readonly outputs: readonly string[];
  readonly pointed: boolean;
  readonly onToggle: () => void;
  readonly onPropose: () => void;
  readonly onHover: (outputs: readonly string[]) => void;
}

function Row({ id, row, top, active, outputs, pointed, onToggle, onPropose, onHover }: RowProps) {
  const classes = ["tree-row", active && "active", outputs.length > 0 && "mapped", pointed && "pointed"];
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.expandable ? row.expanded : undefined}
      aria-selected={active}
      className={classes.filter((each) => typeof each === "string").join(" ")}
      data-path={row.id}
      style={{ top, height: ROW, paddingLeft: 6 + (row.level - 1) * 16 }}
      title={row.expandable ? undefined : `Click to map ${row.label}`}
      onMouseEnter={() => onHover(outputs)}
      onClick={row.expandable ? onToggle : row.path.length > 0 ? onPropose : undefined}
    >
      <span className="tree-arrow" aria-hidden>
        {row.expandable ? (row.expanded ? "▾" : "▸") : ""}
      </span>
      <span className="tree-key">{row.label}</span>
      <span className={`tree-value ${row.kind}`}>{row.preview}</span>
      {outputs.map((output) => (
        <span key={output} className="tree-output">
          <span className="visually-hidden">mapped to </span>
          <span aria-hidden>→ </span>
          {output}
        </span>
      ))}
      {row.path.length > 0 && (
        <span
          className="tree-add"
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onPropose();
          }}
        >
          + output
        </span>
      )}
    </div>
  );
}
