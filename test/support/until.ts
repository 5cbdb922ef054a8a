import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a condition holds, looking again every 20 ms.
 *
 * @throws Error when it does not within the time, with what was looked for
 */
export const until = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeout = 20_000,
): Promise<void> => {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${String(timeout)} ms: ${what}`);
    await pause(20);
  }
};
