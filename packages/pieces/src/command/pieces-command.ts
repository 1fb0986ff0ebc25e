import { listedPieces } from '../catalogue/catalogue-list.ts';
import { createPieceLibrary } from '../catalogue/create-piece-library.ts';
import { curatedPackages } from '../catalogue/curated-packages.ts';
import { describePiece } from '../catalogue/describe-piece.ts';
import { installedPieces, removePiece } from '../catalogue/installed-pieces.ts';
import { newestVersion } from '../catalogue/piece-version.ts';
import type { PieceRunner } from '../runner/piece-runner.ts';

export interface PiecesCommandOptions {
  /** Where packages are installed. */
  folder: string;
  runner: PieceRunner;
  /** Takes a line of what is told. */
  print(line: string): void;
}

/** What was typed is no command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const COMMANDS = { list, install, remove, check };

/**
 * Carries out `./bin/pieces <command> …`.
 *
 * @returns whether all went well
 * @throws {UsageError} when there is no such command, or it lacks a name
 * @throws {PieceUnavailable} when a piece cannot be installed
 */
export async function piecesCommand(words: readonly string[], options: PiecesCommandOptions): Promise<boolean> {
  const [command = '', ...names] = words;
  const known = Object.entries(COMMANDS).find(([name]) => name === command);
  if (known === undefined) throw new UsageError(`There is no command "${command}".`);
  return known[1](names, options);
}

/** One line for each version that is here or installs itself: name, version, where it is. */
async function list(words: readonly string[], { folder, print }: PiecesCommandOptions): Promise<boolean> {
  const installed = (await installedPieces(folder)).map((piece) => ({ ...piece, place: 'installed' }));
  const curated = curatedPackages().map((piece) => ({ ...piece, place: 'among the packages' }));
  const listed = listedPieces().map(({ name, version, source }) => {
    return { name, version, place: source === 'built-in' ? 'built in' : 'installs itself' };
  });
  const byKey = new Map(
    [...listed, ...curated, ...installed].map((piece) => [`${piece.name}@${piece.version}`, piece]),
  );
  for (const [key, { place }] of [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (words.every((word) => key.includes(word))) print(`${key}  ${place}`);
  }
  return true;
}

async function install(names: readonly string[], { folder, runner, print }: PiecesCommandOptions): Promise<boolean> {
  const library = createPieceLibrary({ folder, installs: 'any' });
  for (const { name, version } of readNames(names)) {
    const found = await library.resolve(name, version ?? '>=0.0.0');
    const home = await library.home(name, found.version);
    const { actions, triggers } = await describePiece(runner, home);
    const counts = `${Object.keys(actions).length} actions, ${Object.keys(triggers).length} triggers`;
    print(`${name}@${found.version} is installed: ${counts}.`);
    if (!found.exact) print(`It stands in for ${version}, which does not exist.`);
  }
  return true;
}

async function remove(names: readonly string[], { folder, print }: PiecesCommandOptions): Promise<boolean> {
  let all = true;
  for (const { name, version } of readNames(names)) {
    const installed = (await installedPieces(folder)).filter((piece) => piece.name === name);
    const wanted = version ?? newestVersion(installed.map((piece) => piece.version));
    const removed = wanted !== null && (await removePiece(folder, { name, version: wanted }));
    print(`${name}@${wanted ?? '?'} ${removed ? 'is removed' : 'was not installed'}.`);
    all &&= removed;
  }
  return all;
}

/** Loads what is built in, what is among the packages and what is installed, and says what does not load. */
async function check(names: readonly string[], { folder, runner, print }: PiecesCommandOptions): Promise<boolean> {
  const library = createPieceLibrary({ folder, installs: 'none' });
  const builtIn = listedPieces().filter(({ source }) => source === 'built-in');
  const here = [...builtIn, ...curatedPackages(), ...(await installedPieces(folder))];
  const wanted = here.filter(({ name }) => names.length === 0 || names.includes(name));
  let faults = 0;
  for (const { name, version } of wanted) {
    try {
      await describePiece(runner, await library.home(name, version));
    } catch (error) {
      faults += 1;
      print(`${name}@${version}: ${String(Object(error).message ?? error)}`);
    }
  }
  print(`${wanted.length - faults} of ${wanted.length} pieces load.`);
  return faults === 0;
}

function readNames(names: readonly string[]): { name: string; version: string | null }[] {
  if (names.length === 0) throw new UsageError('The name of a piece is missing.');
  return names.map((text) => {
    const at = text.lastIndexOf('@');
    return at > 0 ? { name: text.slice(0, at), version: text.slice(at + 1) } : { name: text, version: null };
  });
}
