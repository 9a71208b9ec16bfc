// The processes that are measured, and what they need: a JDK, the upstream, Secrets Manager, the Lambda Runtime API, JMH.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import * as definitions from "./definitions.mjs";

export const now = () => Number(process.hrtime.bigint());

/** Something that could not be measured; the message says why. */
export class NotMeasured extends Error {}

/** The first line that a program prints; undefined where there is no such program or it fails. */
export function firstLine(command, ...args) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0] : undefined;
}

/** The JDK in a folder: version and vendor are in its `release` file. */
function jdk(home) {
  const file = join(home, "release");
  const release = existsSync(file) ? readFileSync(file, "utf8") : "";
  const value = (key) => new RegExp(`^${key}="(.*)"`, "m").exec(release)?.[1] ?? "unknown";
  return { java: join(home, "bin", "java"), version: value("JAVA_VERSION"), vendor: value("IMPLEMENTOR") };
}

/** The JDK that was chosen; else a JDK 25, as in Lambda, from JAVA_HOME_25… or beside the running one; else that. */
export function findJdk(chosen) {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
  const { stderr } = spawnSync(java, ["-XshowSettings:properties", "-version"], { encoding: "utf8" });
  const running = chosen ?? /java\.home = (.*)/.exec(stderr)?.[1].trim();
  if (!running || !existsSync(jdk(running).java)) {
    throw new NotMeasured(`No JDK was found${chosen ? ` in ${chosen}` : ""}. Name the folder of a JDK 17 or newer.`);
  }
  if (chosen) return jdk(chosen);
  const named = Object.keys(process.env).filter((name) => name.startsWith("JAVA_HOME_25"));
  const beside = readdirSync(dirname(running)).sort().map((name) => join(dirname(running), name));
  const others = [...named.map((name) => process.env[name]), ...beside].map(jdk);
  return [jdk(running), ...others].find((it) => it.version.startsWith("25") && existsSync(it.java)) ?? jdk(running);
}

/** The options with which measured JVMs are started. Source: AWS Lambda developer guide, "Customize Java runtime startup
 * behavior". The heap is 85 % of the 512 MiB that a function has by default. */
export function javaOptions({ version }, given) {
  const snapStart = ["-Xmx435m", "-XX:+UseSerialGC", "-Xshare:auto"];
  if (parseInt(version, 10) >= 24) {
    // Without these the native part of the runtime interface client prints three warnings at every start.
    snapStart.push("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }
  const chosen = given && { name: "as given", options: given.trim().split(/\s+/) };
  return {
    // With SnapStart Lambda uses all compilers, since the snapshot keeps what they did; without it the first alone.
    snapStart: chosen ?? { name: "Lambda, SnapStart", options: snapStart },
    onDemand: chosen ?? { name: "Lambda, C1", options: [...snapStart, "-XX:TieredStopAtLevel=1"] },
    defaults: { name: "JVM defaults", options: [] },
  };
}

/** An HTTP server on loopback. What responds gets the path, the body, and when the request came. */
async function serve(respond) {
  const server = http.createServer(async (request, response) => {
    const at = now();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { status = 200, headers = {}, body = "" } = await respond(request.url, Buffer.concat(chunks).toString(), at);
    const length = Buffer.byteLength(body);
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": length, ...headers }).end(body);
  });
  server.keepAliveTimeout = 0;
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { address: `127.0.0.1:${server.address().port}`, close: () => server.close().closeAllConnections() };
}

/** What a function has in Lambda: folders, variables, a secret, and an upstream in a process of its own. */
export class Environment {
  #children = new Set();
  #work = mkdtempSync(join(tmpdir(), "data-actions-benchmark-"));
  #count = 0;
  #secretReads = 0;

  constructor(root, java) {
    process.on("exit", () => this.#clean());
    this.root = root;
    this.java = java;
    this.classes = join(root, "function/benchmark/target/classes");
    this.handlerJar = join(root, "function/handler/target/handler.jar");
    if (!existsSync(this.handlerJar)) {
      const build = "mvn -DskipTests -pl function/benchmark -am package";
      throw new NotMeasured(`${this.handlerJar}: no such file. Build it with: ${build}`);
    }
  }

  async open() {
    // All compilers and a small heap: no measured process may wait for the upstream.
    const command = [this.java, "-Xmx64m", "-XX:+UseSerialGC", "-cp", this.classes, "dataactions.benchmark.LoopbackUpstream"];
    const upstream = this.spawn(command, { stdio: ["pipe", "pipe", "inherit"] }).process;
    const [line] = await Promise.race([once(upstream.stdout, "data"), once(upstream, "exit")]);
    this.upstream = `127.0.0.1:${parseInt(line, 10)}`;
    const value = JSON.stringify({ token: definitions.token });
    const secret = JSON.stringify({ Name: "caller", SecretString: value, CreatedDate: 1_770_000_000 });
    this.secrets = await serve(() => {
      this.#secretReads++;
      return { body: secret };
    });
  }

  /** The jars of target/lib whose names begin so, for a class path. */
  jars(...names) {
    const lib = join(this.root, "function/benchmark/target/lib");
    return readdirSync(lib).filter((jar) => names.some((name) => jar.startsWith(name))).map((jar) => join(lib, jar));
  }

  folder(name) {
    const folder = join(this.#work, `${name}-${++this.#count}`);
    mkdirSync(folder);
    return folder;
  }

  file(name, content) {
    const file = join(this.folder("file"), name);
    writeFileSync(file, content);
    return file;
  }

  /** A function's folder as the CDK app stages it. */
  function(actions) {
    const folder = this.folder("function");
    mkdirSync(join(folder, "lib"));
    copyFileSync(this.handlerJar, join(folder, "lib/handler.jar"));
    writeFileSync(join(folder, "actions.json"), actions);
    writeFileSync(join(folder, "priming.json"), definitions.priming);
    return folder;
  }

  /** A function's folder with nothing but one small class, in a jar as well. */
  trivialFunction() {
    const folder = this.folder("trivial");
    mkdirSync(join(folder, "lib"));
    const jar = join(dirname(this.java), "jar");
    const entry = "dataactions/benchmark/TrivialHandler.class";
    const made = spawnSync(jar, ["-cf", join(folder, "lib/handler.jar"), "-C", this.classes, entry]);
    if (made.status !== 0) throw new NotMeasured(`${jar} failed: ${made.stderr ?? made.error}`);
    return folder;
  }

  /** How often the upstream and Secrets Manager were called so far. */
  async calls() {
    return this.#secretReads + Number(await (await fetch(`http://${this.upstream}/count`)).text());
  }

  /** The function's environment variables, and those that Lambda sets; the same for every language. */
  variables(isSlow = false) {
    const upstream = `http://${this.upstream}`;
    const slow = {
      JOBS_TABLE: "jobs",
      WORKER_ARN: "arn:aws:lambda:eu-west-1:000000000000:function:worker:1",
      AWS_ENDPOINT_URL_DYNAMODB: upstream,
      AWS_ENDPOINT_URL_LAMBDA: upstream,
    };
    return {
      ...(isSlow ? slow : {}),
      UPSTREAMS: JSON.stringify({ users: { url: `http://${this.upstream}` } }),
      CALLER_SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller",
      METRICS_NAMESPACE: "DataActions",
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://${this.secrets.address}`,
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      // The stub of Secrets Manager does not verify signatures.
      AWS_ACCESS_KEY_ID: "ASIABENCHMARK",
      AWS_SECRET_ACCESS_KEY: "benchmark",
      AWS_SESSION_TOKEN: "benchmark",
      AWS_LAMBDA_FUNCTION_NAME: "benchmark",
      AWS_LAMBDA_FUNCTION_VERSION: "1",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/benchmark",
      AWS_LAMBDA_LOG_STREAM_NAME: "benchmark/[1]",
      TZ: "UTC",
    };
  }

  /** Starts a process that gets these variables and the path, and ends with this one. Its output goes to a log. */
  spawn([command, ...args], { cwd = this.#work, variables = {}, stdio } = {}) {
    const log = this.file("log", "");
    const file = openSync(log, "a");
    const { PATH, LANG, TMPDIR } = process.env;
    const env = { PATH, LANG, TMPDIR, ...variables };
    const started = now();
    const child = spawn(command, args, { cwd, env, stdio: stdio ?? ["ignore", file, file] });
    this.#children.add(child);
    const ended = new Promise((resolve) => child.on("close", resolve).on("error", resolve));
    ended.then(() => this.#children.delete(child));
    const read = () => readFileSync(log, "utf8");
    const end = () => child.kill("SIGKILL") && ended;
    const lastOutput = () => read().trim().replace(/\s+/g, " ").slice(-500);
    return { process: child, started, ended, end, read, lastOutput };
  }

  /** Runs a program to its end. */
  async run(what, command, options) {
    const running = this.spawn(command, options);
    const status = await running.ended;
    if (status !== 0) throw new NotMeasured(`${what} failed: ${running.lastOutput() || status}`);
  }

  /** Runs methods of a JMH class, each in a JVM of its own; the samples of each in nanoseconds. JMH's forks inherit class
   * path and variables. */
  async jmh(benchmarks, methods, { options }, counts, actions = definitions.actions(1)) {
    const result = this.file("result.json", "");
    const folder = this.function(actions);
    const libraries = this.jars("jmh-core", "jopt-simple", "commons-math3", "aws-lambda-java-core");
    const time = `${counts.iterationMillis}ms`;
    const classPath = [folder, join(folder, "lib/handler.jar"), this.classes, ...libraries].join(delimiter);
    const command = [this.java, "-Djmh.ignoreLock=true", "-cp", classPath, "org.openjdk.jmh.Main"];
    command.push(`\\.${benchmarks}\\.(${methods.join("|")})$`, "-f", counts.forks, "-foe", "true");
    command.push("-rf", "json", "-rff", result, "-jvm", this.java);
    command.push("-wi", counts.iterations, "-w", time, "-i", counts.iterations, "-r", time);
    if (options.length > 0) command.push("-jvmArgs", options.join(" "));
    const variables = {
      ...this.variables(methods.includes("pending")),
      BENCHMARK_UPSTREAM_PORT: this.upstream.split(":")[1],
      BENCHMARK_URL_EVENT: this.file("url.json", definitions.urlEvent()),
      BENCHMARK_BARE_EVENT: this.file("bare.json", definitions.bareEvent()),
      BENCHMARK_RESPONSE: this.file("response.json", definitions.largeResponse()),
    };
    await this.run("JMH", command.map(String), { cwd: folder, variables });
    const samples = (histogram) => histogram.flat(2).flatMap(([nanos, times]) => Array(times).fill(nanos));
    const results = JSON.parse(readFileSync(result, "utf8")).map(({ benchmark, primaryMetric }) => [
      benchmark.split(".").pop(),
      samples(primaryMetric.rawDataHistogram),
    ]);
    return Object.fromEntries(results);
  }

  #clean() {
    this.#children.forEach((child) => child.kill("SIGKILL"));
    rmSync(this.#work, { recursive: true, force: true });
  }

  close() {
    this.secrets.close();
    this.#clean();
  }
}

/** A value that one side puts, before or after the other takes it; one at a time. */
class Slot {
  #renew() {
    this.promise = new Promise((resolve) => (this.put = resolve));
  }

  constructor() {
    this.#renew();
  }

  async take() {
    const value = await this.promise;
    this.#renew();
    return value;
  }
}

/** A function's process, and the Lambda Runtime API from which it takes its events. Source: AWS Lambda developer guide,
 * "Using the Lambda runtime API" (2018-06-01). A client that is initialised for SnapStart asks for restore/next after its
 * hooks before the snapshot, and calls those after the restore when that is answered. */
export class LambdaProcess {
  #events = new Slot();
  #answers = new Slot();
  #checkpoints = new Slot();
  #restores = new Slot();
  #delivered;

  /** A Java function under the official runtime interface client; its class path is the folder and lib/*. */
  static java(environment, { options }, handler, folder, version, isSnapStart = false) {
    const client = environment.jars("aws-lambda-java-", "utils-lite").join(delimiter);
    const main = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    return LambdaProcess.of(environment, [environment.java, ...options, "-cp", client, main, handler], folder, {
      _HANDLER: handler,
      AWS_EXECUTION_ENV: `AWS_Lambda_java${parseInt(version, 10)}`,
      AWS_LAMBDA_INITIALIZATION_TYPE: isSnapStart ? "snap-start" : "on-demand",
    });
  }

  /** Any program that speaks to the Runtime API. */
  static async of(environment, command, folder, more = {}) {
    const process = new LambdaProcess();
    process.api = await serve((...request) => process.#respond(...request));
    const variables = {
      ...environment.variables(),
      LAMBDA_TASK_ROOT: folder,
      LAMBDA_RUNTIME_DIR: folder,
      AWS_LAMBDA_RUNTIME_API: process.api.address,
      ...more,
    };
    process.child = environment.spawn(command, { cwd: folder, variables });
    return process;
  }

  async #respond(path, body, at) {
    if (path.endsWith("/invocation/next")) {
      const event = await this.#events.take();
      this.#delivered = now();
      return {
        headers: {
          "Lambda-Runtime-Aws-Request-Id": "8f1a2f0e-0000-4000-8000-000000000001",
          "Lambda-Runtime-Deadline-Ms": Date.now() + 30_000,
          "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:000000000000:function:benchmark:live",
          "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
        },
        body: event,
      };
    }
    if (path.endsWith("/restore/next")) {
      this.#checkpoints.put(at);
      await this.#restores.take();
      return {};
    }
    this.#answers.put({ at, isSuccess: path.endsWith("/response") && body.includes("success"), body });
    return { status: 202, body: '{"status":"OK"}' };
  }

  /** Waits for a value as long as the process lives, at most a minute. */
  async #await(slot, what) {
    let timer;
    const minute = new Promise((resolve) => (timer = setTimeout(resolve, 60_000)));
    const value = await Promise.race([slot.take(), this.child.ended.then(() => undefined), minute]);
    clearTimeout(timer);
    if (value === undefined) throw new NotMeasured(`A function's process ${what}: ${this.child.lastOutput()}`);
    return value;
  }

  /** Waits until the process is where its snapshot would be taken; the nanoseconds since its start. */
  async checkpoint() {
    return (await this.#await(this.#checkpoints, "did not come to its checkpoint")) - this.child.started;
  }

  /** Lets it go on, as if restored from its snapshot. */
  restore() {
    this.#restores.put(true);
  }

  /** Hands over an event, at once or as soon as the process asks for one, and waits for the answer. */
  async invoke(event) {
    this.#events.put(event);
    const { at, isSuccess, body } = await this.#await(this.#answers, "did not answer");
    if (!isSuccess) throw new NotMeasured(`A function did not answer with success: ${body} ${this.child.lastOutput()}`);
    return { sinceStart: at - this.child.started, sinceDelivery: at - this.#delivered };
  }

  /** A memory figure in KiB, such as VmRSS. */
  memory(key) {
    const status = readFileSync(`/proc/${this.child.process.pid}/status`, "utf8");
    return Number(new RegExp(`^${key}:\\s*(\\d+)`, "m").exec(status)[1]);
  }

  async close() {
    await this.child.end();
    this.api.close();
  }
}
