// The page that shows a run to people, made of the JSON that the run wrote and of the notes.
import { number } from "./figures.mjs";

/** The figure's key in the notes. */
export const key = ({ part, name }) => `${part}: ${name}`;

const value = (amount, unit) => `${number(amount)}${unit === "" ? "" : unit === "x" ? " ×" : ` ${unit}`}`;

function target({ atMost, atLeast, unit }) {
  if (atMost !== undefined) return `≤ ${value(atMost, unit)}`;
  return atLeast === undefined ? "-" : `≥ ${value(atLeast, unit)}`;
}

/** A row of a table. A line end or a bar in a cell would break the table. */
const row = (...cells) => `| ${cells.map((cell) => String(cell).replace(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;

const isMissed = ({ verdict }) => verdict === "MISSED";
const isMeasured = ({ measured }) => measured !== undefined;

/** Notes for figures that the run does not have: a figure has another name now, or its part did not run. */
export const strayNotes = ({ figures }, notes) => Object.keys(notes).filter((each) => !figures.some((it) => key(it) === each));

/** A note stays in its file whatever is measured, and is on the page while its figure is missed. */
function missed(figures, notes) {
  const lines = figures.filter(isMissed).map((it) => {
    const why = notes[key(it)] ?? "Not explained yet: write where the time goes into `function/benchmark/notes.json`.";
    return `- **${key(it)}** is ${value(it.measured, it.unit)}, and the target is ${target(it)}. ${why}`;
  });
  return lines.length === 0 ? ["None."] : lines;
}

function machine({ machine, versions, javaOptions, started, commit, command }) {
  const gibibytes = parseInt(machine.memory, 10) / 1024 / 1024;
  return [
    row("", ""),
    "|---|---|",
    row("Processor", `${machine.cpu}, ${machine.processors} cores`),
    row("Memory", `${gibibytes.toFixed(1)} GiB`),
    row("System", `${machine.os}, ${machine.architecture}`),
    row("Load at the start (1, 5, 15 minutes)", machine.loadAtStart),
    ...Object.entries(versions).map(([name, version]) => row(name === "jdk" ? "JDK" : name === "node" ? "Node.js" : name, version ?? "not installed")),
    ...Object.entries(javaOptions).map(([name, options]) => row(`JVM options, ${name}`, options === "" ? "none" : `\`${options}\``)),
    row("Date", `${started.slice(0, 16).replace("T", " ")} UTC`),
    row("Commit", commit),
    row("Command", `\`${command}\``),
  ];
}

/** @param run what the run wrote as JSON, parsed; @param notes where the time goes, by the key of a figure */
export function page(run, notes) {
  const { figures } = run;
  const unmeasured = figures.filter((it) => !isMeasured(it));
  const lines = [
    "<!-- Written by function/benchmark/run. Edit function/benchmark/notes.json and write it again. -->",
    "# How fast and how small is the function?",
    "",
    "```sh",
    "function/benchmark/run --page docs/performance.md",
    "```",
    "",
    "This command measures, and writes this page. [What each figure means, and how it is measured](../function/benchmark/README.md).",
    "A ratio (×) compares two values of the same run. Absolute times of two machines cannot be compared.",
    "",
    ...(run.measurement ? [] : ["**This was a smoke run, and no measurement: it has too few samples.**", ""]),
    row("Part", "Figure", "Measured", "Target", "", "Of what"),
    "|---|---|---|---|---|---|",
    ...figures.filter(isMeasured).map((it) =>
      row(it.part, it.name, value(it.measured, it.unit), target(it), isMissed(it) ? "**missed**" : it.verdict, it.detail)),
    "",
    "## Which targets are missed, and where does the time go?",
    "",
    ...(run.measurement ? missed(figures, notes) : ["A smoke run cannot tell."]),
    "",
    ...(unmeasured.length === 0
      ? []
      : ["## What was not measured?", "", ...unmeasured.map((it) => `- ${key(it)}: ${it.detail}`), ""]),
    "## Where was it measured?",
    "",
    ...machine(run),
  ];
  return `${lines.join("\n")}\n`;
}
