// `npm start`, `npm run build`, and the build that cdk.json names. Plain Node.js without dependencies: it runs on every
// system, before anything is built.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const WINDOWS = process.platform === "win32";

function fail(message) {
  console.error(`Error: ${message}`);
  process.exit(1);
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

/** The time of the newest file in a folder, or of a file; 0 if there is none. */
function newest(path) {
  if (!existsSync(path)) {
    return 0;
  }
  const status = statSync(path);
  return status.isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : status.mtimeMs;
}

/**
 * Builds the page of `./data-actions console`, unless it is built already. Only `npm run build` does: a deployment needs
 * no page, and must not wait for one.
 */
function buildPage(out) {
  const folder = join(ROOT, "infra", "console");
  const parts = ["src", "public", "index.html", "vite.config.ts", "tsconfig.json", "package.json", "package-lock.json"];
  const changed = Math.max(...parts.map((part) => newest(join(folder, part))));
  if (newest(join(folder, "dist", "index.html")) > changed) {
    return;
  }
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`The console's page needs Node.js 20.19 or newer; this is ${process.versions.node}. Install it, and run this again.`);
  }
  out.write("Building the console's page … ");
  const start = Date.now();
  const npm = (args) =>
    spawnSync("npm", args, { cwd: folder, shell: WINDOWS, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  const lock = join(folder, "package-lock.json");
  const installed = newest(join(folder, "node_modules", ".package-lock.json")) > newest(lock);
  for (const args of [...(installed ? [] : [["ci", "--no-audit", "--no-fund"]]), ["run", "build"]]) {
    const ended = npm(args);
    if (ended.status !== 0) {
      out.write("failed\n");
      console.error(`${ended.stdout ?? ""}${ended.stderr ?? ""}`.trimEnd());
      fail(
        `The console's page was not built: \`npm ${args[0]}\` failed in infra/console (its output is above). ` +
          (args[0] === "ci" ? "It needs the network once. " : "") +
          "Nothing but `./data-actions console` needs the page: `npm start` works without it.",
      );
    }
  }
  out.write(`${Math.round((Date.now() - start) / 1000)} s\n`);
}

/** What the last build was made of, and the jars that it made. */
const BUILT = join(ROOT, "infra", "cli", "target", "built");
/** Tests, results, and modules that the commands and the Lambdas do not contain. */
const NOT_BUILT_FROM =
  /^(function\/(actions|benchmark)|infra\/(console|crash|fuzz)|.*\/(target|node_modules|src\/test))$/;

/** A line for each file in a folder: path, size and time. */
function lines(path) {
  if (NOT_BUILT_FROM.test(path) || !existsSync(join(ROOT, path))) {
    return [];
  }
  const status = statSync(join(ROOT, path));
  return status.isDirectory()
    ? readdirSync(join(ROOT, path)).flatMap((name) => lines(`${path}/${name}`))
    : [`${path} ${status.size} ${status.mtimeMs}`];
}

function digest(paths) {
  return createHash("sha256").update(paths.flatMap(lines).sort().join("\n")).digest("hex");
}

function sources() {
  return digest(["pom.xml", ".mvn", "function", "infra", "infra/console/dist"]);
}

function jars() {
  const modules = ["function", "infra"]
    .filter((group) => existsSync(join(ROOT, group)))
    .flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}/target`));
  const folders = modules.flatMap((target) => [target, `${target}/lib`]).filter((folder) => existsSync(join(ROOT, folder)));
  return digest(
    folders.flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((name) => name.endsWith(".jar"))
        .map((name) => `${folder}/${name}`),
    ),
  );
}

/** Whether nothing has changed since the last build. Maven needs many seconds to see that. */
function isBuilt() {
  return existsSync(BUILT) && readFileSync(BUILT, "utf8") === `${sources()} ${jars()}`;
}

/** Builds the commands and the Lambdas without tests. Prints one line, or Maven's output if it fails. */
function build(out) {
  checkCdkJson();
  out.write("Building … ");
  if (isBuilt()) {
    out.write("nothing has changed\n");
    return;
  }
  needMaven();
  const before = sources();
  const start = Date.now();
  const modules = ["-pl", "infra/cli,function/handler,function/registrar", "-am"];
  const options = ["-q", "-B", "-ntp", "-T1C", "-Dmaven.test.skip=true", "-Dspotless.check.skip=true"];
  const maven = spawnSync("mvn", [...options, ...modules, "package"], {
    cwd: ROOT,
    shell: WINDOWS,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const seconds = `${Math.round((Date.now() - start) / 1000)} s`;
  if (maven.status !== 0) {
    out.write("failed\n");
    console.error(`${maven.stdout}${maven.stderr}`.trimEnd());
    fail(`The build failed after ${seconds}. Maven's output is above.`);
  }
  out.write(`${seconds}\n`);
  if (existsSync(dirname(BUILT))) {
    writeFileSync(BUILT, `${before} ${jars()}`);
  }
}

/** Runs ./data-actions in the caller's terminal; ends with its exit status if that is not 0. */
function dataActions(args, stdio) {
  // Control-C goes to both; the command decides how to end.
  process.on("SIGINT", () => {});
  const launcher = join(ROOT, WINDOWS ? "data-actions.cmd" : "data-actions");
  const ended = spawnSync(WINDOWS ? `"${launcher}"` : launcher, args, { stdio, shell: WINDOWS });
  if (ended.error) {
    fail(
      `./data-actions cannot be run (${ended.error.code}). The file must exist and be executable: ` +
        "run `chmod +x data-actions`, and this again.",
    );
  }
  if (ended.status !== 0) {
    process.exit(ended.status ?? 1);
  }
}

const [command, ...args] = process.argv.slice(2);
if (command === "build") {
  checkCdkJson();
  if (!isBuilt()) {
    needMaven();
  }
  // The commands' jar contains the page.
  buildPage(process.stdout);
  build(process.stdout);
  dataActions(["contract", "record"], "inherit");
} else if (command === "build-for-cdk") {
  // Standard output belongs to the CDK CLI.
  build(process.stderr);
  dataActions(["contract", "record"], ["inherit", process.stderr, "inherit"]);
} else if (command === "start") {
  if (!existsSync(join(ROOT, "node_modules", "aws-cdk"))) {
    fail("The CDK CLI is not installed (there is no node_modules/aws-cdk). Run `npm ci` first.");
  }
  build(process.stdout);
  dataActions(["local", "deploy", "--invoke-example", ...args], "inherit");
} else {
  fail(`There is no command ${command}. Known: build, build-for-cdk, start.`);
}
