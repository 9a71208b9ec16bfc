// The commands of package.json: builds with Maven, and starts the project's Java programs. Plain Node.js without
// dependencies, so that they work on every system, and before anything is built.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const WINDOWS = process.platform === "win32";
const APP = "infra/app/target/app.jar";
const PROGRAMS = {
  sandbox: ["-jar", "infra/sandbox/target/sandbox.jar"],
  actions: ["-jar", "infra/cli/target/cli.jar"],
  authoring: ["-jar", "infra/authoring/target/authoring.jar"],
  environments: ["-cp", APP, "dataactions.infra.EnvironmentsCommand"],
  snapshots: ["-cp", APP, "dataactions.infra.SnapshotsCommand"],
};

function fail(message) {
  console.error(`Error: ${message}`);
  process.exit(1);
}

/** The JDK on the path, else the one of JAVA_HOME. */
function java() {
  const candidates = ["java"];
  if (process.env.JAVA_HOME) {
    candidates.push(join(process.env.JAVA_HOME, "bin", "java"));
  }
  for (const candidate of candidates) {
    const said = spawnSync(candidate, ["-version"], { encoding: "utf8" });
    const version = /version "(?:1\.)?(\d+)/.exec(said.stderr ?? "");
    if (!said.error && version) {
      if (Number(version[1]) < 17) {
        fail(`${candidate} is Java ${version[1]}; a JDK 17 or newer is needed. Install one and put it first on the PATH.`);
      }
      return candidate;
    }
  }
  return fail("No JDK was found (there is no java on the PATH). Install a JDK 17 or newer, for example from https://adoptium.net.");
}

function needMaven() {
  const said = spawnSync("mvn", ["-v"], { shell: WINDOWS });
  if (said.error || said.status !== 0) {
    const why = (said.stderr ?? "").toString().trim().split("\n")[0];
    fail(
      said.error || !why
        ? "Maven was not found (there is no mvn on the PATH). Install Maven 3.8.1 or newer, for example from https://maven.apache.org."
        : `Maven does not start: ${why}`,
    );
  }
}

function needCdk() {
  if (!existsSync(join(ROOT, "node_modules", "aws-cdk"))) {
    fail("The CDK CLI is not installed (there is no node_modules/aws-cdk). Run `npm ci` first.");
  }
}

/** The CDK CLI names a position in cdk.json, which no editor shows. */
function checkCdkJson() {
  const text = readFileSync(join(ROOT, "cdk.json"), "utf8");
  try {
    JSON.parse(text);
  } catch (problem) {
    const position = /at position (\d+)/.exec(problem.message);
    const lines = text.slice(0, position ? Number(position[1]) : text.length).split("\n");
    const column = lines[lines.length - 1].length + 1;
    fail(`cdk.json: not JSON at line ${lines.length}, column ${column}: ${problem.message}. Correct it, and run this again.`);
  }
}

/** Runs Maven without its log: one line with the time, or what Maven said when it fails. */
function build(modules, out) {
  checkCdkJson();
  java();
  needMaven();
  out.write("Building … ");
  const start = Date.now();
  const maven = spawnSync("mvn", ["-q", "-B", "-ntp", "-DskipTests", ...modules, "package"], {
    cwd: ROOT,
    shell: WINDOWS,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (maven.status !== 0) {
    out.write("failed\n");
    console.error(`${maven.stdout}${maven.stderr}`.trimEnd());
    fail(`The build failed after ${seconds(start)}. What Maven said is above.`);
  }
  out.write(`${seconds(start)}\n`);
}

function seconds(start) {
  return `${Math.round((Date.now() - start) / 1000)} s`;
}

/** Runs one of the programs in the caller's terminal, and ends with its exit status if that is not 0. */
function program(name, args) {
  const jar = PROGRAMS[name][1];
  const runtime = java();
  if (!existsSync(join(ROOT, jar))) {
    fail(`${jar} is not built. Run \`npm run build\` first.`);
  }
  return new Promise((done) => {
    const child = spawn(runtime, [...PROGRAMS[name], ...args], {
      cwd: ROOT,
      stdio: "inherit",
      env: {
        ...process.env,
        // The CDK starts Node.js, which would warn of its own age, and the schemas are checked by cdk synth.
        JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split(".")[0],
        CDK_VALIDATION: process.env.CDK_VALIDATION ?? "false",
      },
    });
    // Control-C goes to both; the program decides how to end.
    process.on("SIGINT", () => {});
    child.on("error", (failure) => fail(`${runtime} cannot be started: ${failure.message}`));
    child.on("exit", (status) => (status === 0 ? done() : process.exit(status ?? 1)));
  });
}

const [command, ...args] = process.argv.slice(2);
if (command === "build" || command === "build-app") {
  // cdk.json's build makes what a synthesis needs, and leaves standard output to the CDK CLI.
  const all = command === "build";
  build(all ? [] : ["-pl", "infra/app", "-am"], all ? process.stdout : process.stderr);
  // Recording is a step of its own: `start` leaves it out.
  await program("authoring", ["contract", "record"]);
  await program("environments", ["record"]);
} else if (command === "start") {
  needCdk();
  build([], process.stdout);
  await program("sandbox", ["deploy", "--invoke-example", ...args]);
} else if (command in PROGRAMS) {
  await program(command, args);
} else {
  fail(`There is no command ${command}. Known: build, build-app, start, ${Object.keys(PROGRAMS).join(", ")}.`);
}
