// Statistics, figures with their targets, and the report.

const ascending = (values) => [...values].sort((a, b) => a - b);

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values) {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest value that 99 % of all values do not exceed (nearest rank). */
export const p99 = (values) => ascending(values)[Math.ceil(0.99 * values.length) - 1];

/** A ratio of two statistics, in nanoseconds, with both in words. */
export function ratio(statistic, unit, ours, our, theirs, their) {
  const [a, b] = [statistic(our), statistic(their)];
  const words = (value) => (value / (unit === "us" ? 1e3 : 1e6)).toFixed(1);
  return { measured: a / b, unit: "x", detail: `${ours} ${words(a)} ${unit}, ${theirs} ${words(b)} ${unit}` };
}

/** Such as 0.060, 1.80 and 10000. */
export function number(value) {
  const size = Math.abs(value);
  const whole = size >= 100 || (Number.isInteger(value) && (size >= 10 || size === 0));
  return value.toFixed(whole ? 0 : size < 1 ? 3 : 2);
}

/** Whether a figure meets its target, `atMost` or `atLeast`. A smoke run measures nothing, and so meets nothing. */
export function verdict({ measured, atMost, atLeast }, isSmokeRun) {
  if (measured === undefined) return "not measured";
  if (isSmokeRun) return "smoke run";
  if (atMost === undefined && atLeast === undefined) return "-";
  return measured <= (atMost ?? Infinity) && measured >= (atLeast ?? -Infinity) ? "met" : "MISSED";
}

/** What a run has found: every sample, and the figures made of them. */
export class Report {
  figures = [];
  samples = {};

  constructor(isSmokeRun) {
    this.isSmokeRun = isSmokeRun;
  }

  add(part, name, figure) {
    this.figures.push({ part, name, ...figure, verdict: verdict(figure, this.isSmokeRun) });
  }

  notMeasured(part, why) {
    this.add(part, "all of it", { detail: why });
  }

  keep(part, name, values, unit = "ns") {
    (this.samples[part] ??= {})[name] = { unit, values };
  }

  /** The figures as a person reads them. */
  table() {
    const rows = this.figures.map((it) => {
      const target = it.atMost !== undefined ? `<= ${number(it.atMost)}` : `>= ${number(it.atLeast ?? 0)}`;
      return [
        it.part,
        it.name,
        it.measured === undefined ? "-" : `${number(it.measured)} ${it.unit}`,
        (it.atMost ?? it.atLeast) === undefined ? "-" : `${target} ${it.unit}`,
        it.verdict,
        it.detail,
      ];
    });
    rows.unshift(["Part", "Figure", "Measured", "Target", "", "Of what"]);
    const width = (column) => Math.max(...rows.map((row) => row[column].length)) + 2;
    const lines = rows.map((row) => row.map((cell, i) => (i < 5 ? cell.padEnd(width(i)) : cell)).join(""));
    if (this.isSmokeRun) {
      lines.unshift("SMOKE RUN: NOT A MEASUREMENT. It shows that the benchmark works, with too few samples.");
    }
    return lines.join("\n");
  }

  /** All of it, as JSON. */
  json(facts) {
    const { figures, samples } = this;
    return JSON.stringify({ formatVersion: 1, measurement: !this.isSmokeRun, ...facts, figures, samples });
  }
}
