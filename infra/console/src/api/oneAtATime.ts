/**
 * Runs a task once at a time, so that no older answer comes after a newer one. All calls during a run cause one more run
 * after it.
 *
 * @param task never fails
 */
export function oneAtATime(task: () => Promise<void>): () => void {
  let isRunning = false;
  let isCalled = false;
  const run = () => {
    if (isRunning) {
      isCalled = true;
      return;
    }
    isRunning = true;
    void task().then(() => {
      isRunning = false;
      if (isCalled) {
        isCalled = false;
        run();
      }
    });
  };
  return run;
}
