import { endAllBelow } from '@perdura/embedded';
import { DETACHED_MARK, DetachedFailure, startDetached, tellStarter } from './detach.ts';
import { externalParts } from './environment.ts';
import { type DevOptions, parseOptions } from './options.ts';
import { type DevPaths, devPaths } from './paths.ts';
import { createProgress, type Output } from './progress.ts';
import { claimStack, releaseStack, runningStack, StackRunningError, stopStack } from './running-stack.ts';
import { forgetData, startStack } from './stack.ts';

const isDetached = process.env[DETACHED_MARK] === '1';

const output: Output = (line) => {
  process.stdout.write(`${line}\n`);
  if (isDetached) tellStarter({ line });
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof DetachedFailure)) output(`perdura: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args);
  const paths = devPaths();
  if (options.stop) return stop(paths, options);
  if (options.reset && !isDetached && (await stopStack(paths))) output('Stopped the running stack.');
  const other = runningStack(paths);
  if (other !== null) throw new StackRunningError(other);
  if (!options.detach || isDetached) return serve(paths, options);
  await startDetached(paths, args, output);
  output('The stack runs in the background. Stop it with ./bin/dev --stop.');
}

async function stop(paths: DevPaths, options: DevOptions): Promise<void> {
  output((await stopStack(paths)) ? 'Stopped.' : 'No development stack of this checkout is running.');
  if (options.reset) forgetData(paths, externalParts(paths.root), createProgress(output));
}

async function serve(paths: DevPaths, options: DevOptions): Promise<void> {
  const startedAt = Date.now();
  claimStack(paths);
  const signals = watchSignals(paths);
  try {
    const stack = await startStack(paths, options, createProgress(output));
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    output(`Ready after ${seconds} s.${isDetached ? '' : ' Ctrl-C ends it.'}`);
    if (isDetached) tellStarter({ ready: true });
    await signals.first();
    output('Stopping…');
    await stack.stop();
    output('Stopped.');
  } finally {
    releaseStack(paths);
  }
  process.exit(0);
}

interface Signals {
  /** Resolves with the first signal from now on; until this is called a signal ends everything at once. */
  first(): Promise<void>;
}

/**
 * The first signal to a ready stack stops it in good order. One that comes during the start, or after the first, ends
 * every noted process and this one.
 */
function watchSignals(paths: DevPaths): Signals {
  let onFirst: (() => void) | null = null;
  const handle = () => {
    if (onFirst === null) {
      void abandon(paths);
      return;
    }
    onFirst();
    onFirst = null;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
  return {
    first: () =>
      new Promise<void>((resolve) => {
        onFirst = resolve;
      }),
  };
}

async function abandon(paths: DevPaths): Promise<void> {
  output('Ending at once…');
  await endAllBelow(paths.processes, 5_000);
  releaseStack(paths);
  process.exit(130);
}
