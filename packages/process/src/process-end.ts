import { InvalidEnvironment } from './read-environment.ts';

/** Calls `stop` once, at the first signal that asks the process to end; a second one ends it at once. */
export function onStopSignal(stop: (signal: string) => void): void {
  let stopping = false;
  const handle = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(signal);
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}

/** Ends a process that could not begin or go on, and says why; faults of its environment without a stack. */
export function reportFailure(name: string, error: unknown): never {
  const told =
    error instanceof InvalidEnvironment ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`perdura ${name}: ${told}\n`);
  process.exit(1);
}
