// Measures how fast and how small the function is: handler.jar, through its public entry.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Report } from "./figures.mjs";
import { page, strayNotes } from "./page.mjs";
import { measure, parts } from "./parts.mjs";
import { Environment, findJdk, firstLine, javaOptions, NotMeasured } from "./processes.mjs";

const HELP = `Usage: run [OPTIONS] [PART...]
       run --from FILE --page FILE
Measures the speed and size of the function: handler.jar, through its public entry. Prints a table of figures, and writes
all samples to a file. All parts take about ten minutes; nothing else should run on the machine meanwhile.
  --output FILE           where the samples go (default: function/benchmark/target/benchmark.json)
  --page FILE             writes the figures as a page for people, too, with the notes of function/benchmark/notes.json
  --from FILE             measures nothing: writes the page from the samples of an earlier run
  --quick                 a smoke run: some seconds, and too few samples for a measurement
  --java-home FOLDER      the JDK to measure on (default: a JDK 25 from JAVA_HOME_25… or beside the running one, else the
                          running one)
  --java-options OPTIONS  options of the measured JVMs, in one argument, in place of those that Lambda uses
Parts:
${Object.entries(parts).map(([name, { help }]) => `  ${name.padEnd(22)}  ${help}`).join("\n")}
Exit status: 0 everything was measured, 1 something could not be measured, 2 wrong usage.`;

/** How often everything is run. What is compared takes turns in rounds: in each, so many iterations of JMH to warm up and
 * as many that are measured, and so many invocations of a handler in another language. Without forks, JMH measures in its
 * own JVM. Then: processes of each kind, invocations in the small heap, after how many of them the process must not grow,
 * and definitions in the large set. */
const FULL = { rounds: 3, forks: 1, iterations: 5, iterationMillis: 1000, warmUps: 25_000, otherInvocations: 7_000 };
Object.assign(FULL, { starts: 21, invocations: 10_000, settled: 2_000, definitions: 500 });
const SMOKE = { rounds: 1, forks: 0, iterations: 1, iterationMillis: 50, warmUps: 100, otherInvocations: 40 };
Object.assign(SMOKE, { starts: 1, invocations: 200, settled: 40, definitions: 20 });

function usage(problem) {
  console.error(problem);
  process.exit(2);
}

function commandLine() {
  const text = { type: "string" };
  const flag = { type: "boolean" };
  const help = { ...flag, short: "h" };
  const options = { output: text, page: text, from: text, quick: flag, "java-home": text, "java-options": text, project: text, help };
  const args = process.argv.slice(2);
  // parseArgs refuses a separate value that begins with a dash, as JVM options do.
  const at = args.indexOf("--java-options");
  if (at >= 0 && at + 1 < args.length) args.splice(at, 2, `--java-options=${args[at + 1]}`);
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (e) {
    return usage(e.message);
  }
}

/** The command as somebody else can give it: without the folders of this machine. */
function command({ quick, "java-options": javaOptions }, parts) {
  const options = [...(quick ? ["--quick"] : []), ...(javaOptions ? [`--java-options "${javaOptions}"`] : [])];
  return ["function/benchmark/run", ...options, ...parts].join(" ");
}

function parsed(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (e) {
    return usage(`${file} cannot be read as JSON: ${e.message}`);
  }
}

function writePage(file, root, samples) {
  const notes = parsed(`${root}/function/benchmark/notes.json`);
  for (const stray of strayNotes(samples, notes)) {
    console.error(`function/benchmark/notes.json: the run has no figure "${stray}"; rename the note, or remove it.`);
  }
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, page(samples, notes));
  console.log(`Page: ${resolve(file)}`);
}

/** Machine, versions and commit of a run: without them its figures cannot be judged. */
function facts({ root, jdk, counts, options, environment, command }) {
  const git = (...args) => firstLine("git", "-C", root, ...args);
  const changes = git("status", "--porcelain");
  const line = (list) => list.options.join(" ");
  return {
    started: new Date().toISOString(),
    command,
    commit: (git("rev-parse", "HEAD") ?? "unknown") + (changes ? ", with changes that are not committed" : ""),
    machine: {
      os: `${os.type()} ${os.release()}`,
      architecture: os.arch(),
      processors: os.availableParallelism(),
      cpu: os.cpus()[0]?.model,
      memory: `${Math.round(os.totalmem() / 1024)} kB`,
      loadAtStart: os.loadavg().map((load) => load.toFixed(2)).join(" "),
    },
    versions: {
      jdk: `${jdk.version} ${jdk.vendor}`,
      "runtime interface client": basename(environment.jars("aws-lambda-java-runtime-interface-client")[0]),
      node: process.version,
      axios: JSON.parse(readFileSync(`${root}/function/benchmark/node/package.json`, "utf8")).dependencies.axios,
      python: firstLine("python3", "--version"),
      requests: firstLine("python3", "-c", "import requests; print(requests.__version__)"),
    },
    counts,
    javaOptions: { SnapStart: line(options.snapStart), "on demand": line(options.onDemand) },
  };
}

async function main() {
  const { values, positionals } = commandLine();
  if (values.help) return console.log(HELP);
  const unknown = positionals.find((name) => !(name in parts));
  if (unknown) usage(`There is no part ${unknown}; there are ${Object.keys(parts).join(", ")}.`);
  const root = resolve(values.project ?? ".");
  if (values.from) {
    if (!values.page || positionals.length > 0) usage("--from measures nothing: give it with --page FILE, and no part.");
    const samples = parsed(values.from);
    if (samples.formatVersion !== 1 || !samples.command) usage(`${values.from} has no samples of this version of the benchmark.`);
    return writePage(values.page, root, samples);
  }
  const jdk = findJdk(values["java-home"]);
  const options = javaOptions(jdk, values["java-options"]);
  const counts = values.quick ? SMOKE : FULL;
  const report = new Report(values.quick ?? false);
  const environment = new Environment(root, jdk.java);
  const progress = (line) => console.error(line);
  const run = { root, jdk, options, counts, report, environment, progress, command: command(values, positionals) };
  const about = facts(run);
  await environment.open();
  progress(`measuring on JDK ${jdk.version} (${jdk.vendor})`);
  for (const name of Object.keys(parts).filter((each) => positionals.length === 0 || positionals.includes(each))) {
    try {
      await measure(name, run);
    } catch (e) {
      if (!(e instanceof NotMeasured)) throw e;
      report.notMeasured(name, e.message);
      process.exitCode = 1;
    }
  }
  environment.close();
  const file = resolve(values.output ?? `${root}/function/benchmark/target/benchmark.json`);
  mkdirSync(dirname(file), { recursive: true });
  const samples = report.json(about);
  writeFileSync(file, samples);
  console.log(`${report.table()}\nSamples: ${file}`);
  if (values.page) writePage(values.page, root, JSON.parse(samples));
}

main().catch((e) => {
  console.error(e instanceof NotMeasured ? e.message : e);
  process.exit(1);
});
