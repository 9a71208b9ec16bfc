// The parts of the benchmark: what each measures, and the target of each figure.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { actionForLargeResponse, actions, bareEvent, largeResponse, slowAction, urlEvent } from "./definitions.mjs";
import { median, p99, ratio } from "./figures.mjs";
import { firstLine, LambdaProcess } from "./processes.mjs";

const HANDLER = "dataactions.handler.DataActionHandler";
const TRIVIAL = "dataactions.benchmark.TrivialHandler";
const NO_NODE = "`npm ci` did not run in function/benchmark/node";
const NO_LINUX = "the runtime interface client and /proc need Linux";

/** Each part by its name: a line for the help, and what it does. */
export const parts = {
  warm: { help: "a whole invocation against a bare keep-alive GET", run: warm },
  node: { help: "a whole invocation against a Node.js handler's (axios)", run: node },
  python: { help: "a whole invocation against a Python handler's (requests)", run: python },
  start: { help: "process start to first answer, against trivial Java and Node.js", run: start, needsLinux: true },
  primed: { help: "the first invocation after priming, against trivial Java's", run: primed, needsLinux: true },
  size: { help: "handler.jar, and the memory of many invocations in a small heap", run: size },
  definitions: { help: "what 500 definitions add to the start", run: definitions, needsLinux: true },
  pending: { help: "a slow action's pending answer, against a plain invocation", run: pending },
  mapping: { help: "mapping a response of 1 MB, against parsing it", run: mapping },
};

export async function measure(name, run) {
  if (parts[name].needsLinux && process.platform !== "linux") {
    run.report.notMeasured(name, NO_LINUX);
  } else {
    await parts[name].run(run);
  }
}

async function warm(run) {
  const { snapStart, onDemand, defaults } = run.options;
  await warmWith(run, snapStart, ["url", "bare"], 1.8);
  if (snapStart !== onDemand) {
    await warmWith(run, onDemand, ["url"]);
    await warmWith(run, defaults, ["url"]);
  }
}

async function warmWith({ counts, environment, report, progress }, options, doors, atMost) {
  const samples = {};
  for (let round = 1; round <= counts.rounds; round++) {
    progress(`warm: ${options.name}, round ${round}`);
    const measured = await environment.jmh("InvocationBenchmark", ["raw", ...doors], options, counts);
    for (const [name, values] of Object.entries(measured)) (samples[name] ??= []).push(...values);
  }
  report.keep("warm", `raw GET, ${options.name}`, samples.raw);
  for (const door of doors) {
    const which = `${door}, ${options.name}`;
    report.keep("warm", `invocation, ${which}`, samples[door]);
    const of = (statistic) => ratio(statistic, "us", "invocation", samples[door], "raw GET", samples.raw);
    report.add("warm", `p50 / raw GET, ${which}`, { ...of(median), atMost: door === "url" ? atMost : undefined });
    report.add("warm", `p99 / raw GET, ${which}`, of(p99));
  }
}

const hasNode = (run) => existsSync(join(run.root, "function/benchmark/node/node_modules"));

async function node(run) {
  if (!hasNode(run)) return run.report.notMeasured("node", NO_NODE);
  await compare(run, "node", "Node.js", ["node", "worker.js"], 0.2, 0.12);
}

async function python(run) {
  if (firstLine("python3", "-c", "import requests") === undefined) {
    return run.report.notMeasured("python", "there is no python3 with requests on the path");
  }
  await compare(run, "python", "Python", ["python3", "-B", "worker.py"], 0.08);
}

/** Our handler and that of another language in turns: the same event, the same upstream, the same secret. */
async function compare(run, part, name, worker, p50AtMost, p99AtMost) {
  const { root, counts, environment, options, report, progress } = run;
  const ours = [];
  const theirs = [];
  for (let round = 1; round <= counts.rounds; round++) {
    progress(`${part}: round ${round}`);
    ours.push(...(await environment.jmh("InvocationBenchmark", ["url"], options.snapStart, counts)).url);
    const times = environment.file("times", "");
    const command = [...worker, environment.file("event", urlEvent()), times, counts.warmUps, counts.otherInvocations];
    await environment.run(`The handler in ${name}`, command.map(String), {
      cwd: join(root, "function/benchmark", part),
      variables: environment.variables(),
      stdio: ["ignore", "ignore", "inherit"],
    });
    theirs.push(...readFileSync(times, "utf8").split("\n").map(Number));
  }
  report.keep(part, "invocation", ours);
  report.keep(part, `invocation, ${name}`, theirs);
  report.add(part, `p50 / ${name}`, { ...ratio(median, "us", "Java", ours, name, theirs), atMost: p50AtMost });
  report.add(part, `p99 / ${name}`, { ...ratio(p99, "us", "Java", ours, name, theirs), atMost: p99AtMost });
}

/** Makes processes of each kind in turns, from just before the process is made to the arrival of its first answer. */
async function starts({ counts, report, progress }, part, kinds) {
  const samples = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let i = 1; i <= counts.starts; i++) {
    progress(`${part}: ${i} of ${counts.starts}`);
    for (const [kind, [make, event]] of Object.entries(kinds)) {
      const started = await make();
      samples[kind].push((await started.invoke(event())).sinceStart);
      await started.close();
    }
  }
  for (const [kind, values] of Object.entries(samples)) report.keep(part, kind, values);
  return samples;
}

async function start(run) {
  const { environment, jdk, options, report, root } = run;
  const ours = environment.function(actions(1));
  const trivial = environment.trivialFunction();
  const folder = join(root, "function/benchmark/node");
  const java = () => LambdaProcess.java(environment, options.onDemand, HANDLER, ours, jdk.version);
  const least = () => LambdaProcess.java(environment, options.onDemand, TRIVIAL, trivial, jdk.version);
  const other = () => LambdaProcess.of(environment, ["node", "runtime.js"], folder);
  const kinds = { url: [java, urlEvent], bare: [java, bareEvent], trivial: [least, urlEvent] };
  if (hasNode(run)) {
    Object.assign(kinds, { "url, Node.js": [other, urlEvent], "bare, Node.js": [other, bareEvent] });
  } else {
    report.notMeasured("start", NO_NODE);
  }
  const samples = await starts(run, "start", kinds);
  for (const [door, trivialAtMost, nodeAtMost] of [["url", 2.0, 1.75], ["bare", 1.9, 1.65]]) {
    for (const [against, atMost] of [["trivial", trivialAtMost], [`${door}, Node.js`, nodeAtMost]]) {
      if (samples[against]) {
        const figure = ratio(median, "ms", "ours", samples[door], against, samples[against]);
        report.add("start", `${door} / ${against}`, { ...figure, atMost });
      }
    }
  }
}

async function definitions(run) {
  const { counts, environment, jdk, options, report } = run;
  const kind = (count) => {
    const folder = environment.function(actions(count));
    return [() => LambdaProcess.java(environment, options.onDemand, HANDLER, folder, jdk.version), bareEvent];
  };
  const many = counts.definitions;
  const samples = await starts(run, "definitions", { "start with 1": kind(1), [`start with ${many}`]: kind(many) });
  const [one, all] = Object.values(samples);
  const { detail } = ratio(median, "ms", `${many} definitions`, all, "1", one);
  const measured = (median(all) - median(one)) / 1e6;
  report.add("definitions", `added to the start by ${many}`, { measured, unit: "ms", detail, atMost: 20 });
}

async function primed({ counts, environment, jdk, options, report, progress }) {
  const ours = environment.function(actions(1));
  const trivial = environment.trivialFunction();
  const least = [TRIVIAL, trivial, urlEvent];
  const kinds = { url: [HANDLER, ours, urlEvent], bare: [HANDLER, ours, bareEvent], trivial: least };
  const first = { url: [], bare: [], trivial: [] };
  const checkpoints = { url: [], bare: [], trivial: [] };
  let hooks = 0;
  let calls = 0;
  for (let i = 1; i <= counts.starts; i++) {
    progress(`primed: ${i} of ${counts.starts}`);
    for (const [kind, [handler, folder, event]] of Object.entries(kinds)) {
      const before = await environment.calls();
      const started = await LambdaProcess.java(environment, options.snapStart, handler, folder, jdk.version, true);
      checkpoints[kind].push(await started.checkpoint());
      calls += (await environment.calls()) - before;
      hooks += /primed with [1-9]\d* calls of \d+ examples/.test(started.child.read()) ? 1 : 0;
      started.restore();
      first[kind].push((await started.invoke(event())).sinceDelivery);
      await started.close();
    }
  }
  for (const kind of Object.keys(kinds)) {
    report.keep("primed", kind, first[kind]);
    const micros = checkpoints[kind].map((nanos) => Math.round(nanos / 1000));
    report.keep("primed", `${kind}, start to checkpoint`, micros, "us");
  }
  for (const [door, atMost] of [["url", 10], ["bare", 6]]) {
    const figure = ratio(median, "ms", door, first[door], "trivial", first.trivial);
    report.add("primed", `first, ${door} / trivial`, { ...figure, atMost });
  }
  const { detail } = ratio(median, "ms", "primed", checkpoints.url, "trivial", checkpoints.trivial);
  report.add("primed", "the hook ran, share of starts", {
    measured: hooks / (2 * counts.starts),
    unit: "",
    detail: `${hooks} of ${2 * counts.starts} logs say so; start to checkpoint: ${detail}`,
    atLeast: 1,
  });
  const of = "of Secrets Manager and the upstream, in all starts";
  report.add("primed", "calls out before the checkpoint", { measured: calls, unit: "", detail: of, atMost: 0 });
}

async function size({ counts, environment, jdk, options, report, progress }) {
  const bytes = statSync(environment.handlerJar).size;
  report.add("size", "handler.jar", { measured: bytes / 1e6, unit: "MB", detail: `${bytes} bytes`, atMost: 1.8 });
  if (process.platform !== "linux") return report.notMeasured("size", NO_LINUX);
  const { invocations, settled } = counts;
  progress(`size: ${invocations} invocations in a heap of 16m`);
  const smallHeap = { options: [...options.onDemand.options.filter((it) => !it.startsWith("-Xmx")), "-Xmx16m"] };
  const folder = environment.function(actions(1));
  const started = await LambdaProcess.java(environment, smallHeap, HANDLER, folder, jdk.version);
  const step = Math.max(1, Math.floor(invocations / 40));
  const resident = [];
  let whenSettled;
  for (let done = 1; done <= invocations; done++) {
    await started.invoke(urlEvent());
    if (done % step === 0) resident.push(started.memory("VmRSS"));
    if (done === settled) whenSettled = started.memory("VmRSS");
  }
  const peak = started.memory("VmHWM");
  await started.close();
  const last = resident.at(-1);
  report.keep("size", `resident, every ${step} invocations`, resident, "KiB");
  report.add("size", "successes in a heap of 16m", {
    measured: invocations,
    unit: "",
    detail: "at the Function URL, under the runtime interface client",
    atLeast: invocations,
  });
  const readings = `at most ${Math.max(...resident)} KiB in ${resident.length} readings`;
  report.add("size", "resident, peak", { measured: peak / 1024, unit: "MiB", detail: readings, atMost: 100 });
  // Some pages are touched late for the first time. A leak of 300 bytes a call would exceed the limit.
  report.add("size", `growth from ${settled} to ${invocations}`, {
    measured: (last - whenSettled) / 1024,
    unit: "MiB",
    detail: `${whenSettled} KiB, then ${last} KiB`,
    atMost: 2,
  });
}

/** Without the wait for the result: one write into the table, and one event for the worker. */
async function pending({ counts, environment, options, report, progress }) {
  const samples = { bare: [], pending: [] };
  for (let round = 1; round <= counts.rounds; round++) {
    progress(`pending: round ${round}`);
    const measured = await environment.jmh("InvocationBenchmark", ["bare", "pending"], options.snapStart, counts, slowAction());
    for (const [name, values] of Object.entries(measured)) samples[name].push(...values);
  }
  report.keep("pending", "plain invocation", samples.bare);
  report.keep("pending", "pending answer", samples.pending);
  const figure = ratio(median, "us", "pending", samples.pending, "plain", samples.bare);
  report.add("pending", "p50 / a plain invocation", { ...figure, atMost: 2.5 });
}

/** The share is that of mapping alone: parsing varies by more than mapping takes. */
async function mapping({ counts, environment, options, report, progress }) {
  progress("mapping: a response of 1 MB");
  const methods = ["parse", "map", "both"];
  const samples = await environment.jmh("MappingBenchmark", methods, options.snapStart, counts, actionForLargeResponse());
  report.keep("mapping", "parse", samples.parse);
  report.keep("mapping", "parse and map", samples.both);
  report.keep("mapping", "map", samples.map);
  const { measured, detail } = ratio(median, "us", "mapping", samples.map, "parsing", samples.parse);
  report.add("mapping", `five expressions, share of parsing ${Buffer.byteLength(largeResponse())} bytes`, {
    measured: measured * 100,
    unit: "%",
    detail: `${detail}; both in one go ${(median(samples.both) / 1e3).toFixed(1)} us`,
    atMost: 2,
  });
}
