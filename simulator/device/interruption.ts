import { createContext, Script } from 'node:vm';

/** Less than a job waits for a program that has been started to reach its end. */
const PATIENCE_MS = 2000;

const context: { task?: () => void } = createContext({});
const call = new Script('task()');

/**
 * Runs `task`. A loop in it that has no end gets one after a while, as by Ctrl-C on the chip: a real one that hangs hangs
 * alone, but this one would take its serial port and its process with it. Throws what `interrupted` gives then. Takes some
 * 80 µs more than the task.
 */
export function interruptible(task: () => void, interrupted: () => Error, patienceMs = PATIENCE_MS): void {
  context.task = task;
  try {
    call.runInContext(context, { timeout: patienceMs });
  } catch (error) {
    throw (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? interrupted() : error;
  }
}
