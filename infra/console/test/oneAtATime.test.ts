import { expect, it } from "vitest";
import { oneAtATime } from "../src/api/oneAtATime";

it("runs a task once more for all calls during a run, and never twice at the same time", async () => {
  const ends: (() => void)[] = [];
  const run = oneAtATime(() => new Promise<void>((end) => ends.push(end)));

  run();
  for (let call = 0; call < 200; call++) {
    run();
  }
  expect(ends).toHaveLength(1);

  ends[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(ends).toHaveLength(2);

  ends[1]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(ends).toHaveLength(2);
  run();
  expect(ends).toHaveLength(3);
});
