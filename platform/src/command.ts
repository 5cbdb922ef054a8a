import { StartError } from './config.js';

/** What a command line asks for when it is not the task itself. */
type NoTask = { readonly help: true } | { readonly usageFault: string };

/**
 * Runs a command of a person: prints its help, or what is wrong with its arguments or settings, or does its task. The exit
 * status of the process is the task's, or that of wrong usage.
 *
 * @param command - the arguments as they were read
 * @param run - does the task; resolves with the exit status
 */
export const runCommand = async <Task extends object>(
  command: Task | NoTask,
  { help, usageStatus }: { readonly help: string; readonly usageStatus: number },
  run: (task: Task) => Promise<number>,
): Promise<void> => {
  if ('help' in command) {
    process.stdout.write(help);
  } else if ('usageFault' in command) {
    process.stderr.write(`${command.usageFault}\n\n${help}`);
    process.exitCode = usageStatus;
  } else {
    try {
      process.exitCode = await run(command);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = usageStatus;
    }
  }
};

/** Aborts when the process is asked to end, with the signal's name. The second time, it ends at once. */
export const interruption = (): AbortSignal => {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => {
      abort.abort(new Error(name));
    });
  }
  return abort.signal;
};
