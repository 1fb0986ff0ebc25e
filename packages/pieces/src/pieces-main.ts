import { DEFAULT_PIECES_FOLDER } from './catalogue/create-piece-library.ts';
import { PieceUnavailable } from './catalogue/piece-unavailable.ts';
import { piecesCommand, UsageError } from './command/pieces-command.ts';
import { createPieceRunner } from './runner/create-piece-runner.ts';

/** `./bin/pieces`: see there. */
async function main(): Promise<boolean> {
  const runner = createPieceRunner({ outbound: { refusal: () => 'A piece that is described calls nothing.' } });
  // Children do not keep a process alive that waits for them.
  const alive = setInterval(() => {}, 60_000);
  try {
    return await piecesCommand(process.argv.slice(2), {
      folder: process.env.PIECES_DIR || DEFAULT_PIECES_FOLDER,
      runner,
      print: (line) => process.stdout.write(`${line}\n`),
    });
  } finally {
    await runner.close();
    clearInterval(alive);
  }
}

main().then(
  (good) => {
    process.exitCode = good ? 0 : 1;
  },
  (error: unknown) => {
    if (!(error instanceof UsageError || error instanceof PieceUnavailable)) throw error;
    process.stderr.write(`pieces: ${error.message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
