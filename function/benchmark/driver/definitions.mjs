// What is measured: FetchUser in the compiled form that a lock file holds, variants of it, and the events.
import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const compiled = (actions) => JSON.stringify({ formatVersion: 1, actions });

/** The examples with which the function primes itself. */
export const priming = JSON.stringify(read("priming.json"));

/** The caller secret, which opens nothing but the stub of Secrets Manager. */
export const token = read("url-event.json").headers["data-action-token"];

/** What a Function URL hands on when Genesys calls it, sent now: payload format 2.0. Source: AWS Lambda developer guide,
 * "Invoking Lambda function URLs". */
export function urlEvent() {
  const event = read("url-event.json");
  event.requestContext.timeEpoch = Date.now();
  return JSON.stringify(event);
}

/** What an AWS Lambda data action sends. */
export const bareEvent = () => read("url-event.json").body;

/** The file actions.json with FetchUser and variants of it. Each variant has other names, paths, outputs and expressions,
 * so that nothing is faster because they are alike. */
export function actions(count) {
  const fetchUser = read("fetch-user.json");
  const variants = Array.from({ length: count - 1 }, (_, index) => {
    const i = index + 2;
    const outputs = Object.entries(fetchUser.outputs).map(([name, output]) => [
      `${name}${i}`,
      output.from ? { ...output, from: `directoryFetchUser${i}.${output.from}` } : output,
    ]);
    return {
      ...fetchUser,
      name: `FetchUser${i}`,
      request: { ...fetchUser.request, path: `/directories/${i}/users/{userId}` },
      outputs: Object.fromEntries(outputs),
    };
  });
  return compiled([fetchUser, ...variants]);
}

/** FetchUser, and the same as a slow action that does not wait for its result. */
export function slowAction() {
  const async = { afterMillis: 0, limitMillis: 60_000, keepMillis: 60_000 };
  return compiled([read("fetch-user.json"), { ...read("fetch-user.json"), name: "FetchUserSlowly", async }]);
}

/** FetchUser with five plain paths as outputs, the last of them into a list of the large response. */
export function actionForLargeResponse() {
  const paths = ["name", "email", "company.name", "website", "orders[1].id"];
  const outputs = Object.fromEntries(paths.map((from, i) => [`output${i}`, { type: "string", from }]));
  return compiled([{ ...read("fetch-user.json"), outputs }]);
}

/** A user with so many orders that the JSON has 1 MB. */
export function largeResponse() {
  const orders = Array.from({ length: 6_400 }, (_, i) => ({
    id: `order-${i}`,
    placed: `2026-03-${10 + (i % 20)}T08:15:00Z`,
    total: (i % 997) + (10 + (i % 89)) / 100,
    paid: i % 3 !== 0,
    lines: [{ article: `A-${(i * 7919) % 100_000}`, text: "Kaffeemühle, ohne Deckel", count: i % 9 }],
  }));
  const user = { name: "Leanne Graham", email: "Sincere@april.biz", company: { name: "Romaguera-Crona" } };
  return JSON.stringify({ ...user, website: "hildegard.org", orders });
}
