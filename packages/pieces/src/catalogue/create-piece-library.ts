import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInHome } from '../built-in/built-in-home.ts';
import { listedVersions } from './catalogue-list.ts';
import { type CodePackages, readCodePackages } from './code-packages.ts';
import { curatedPackages } from './curated-packages.ts';
import { type InstallLimits, type InstallRequest, install, isInstalled } from './install-folder.ts';
import { asideFolder, installedVersions, pieceFolder } from './installed-pieces.ts';
import { knownMetadata, knownVersion } from './known-pieces.ts';
import { npm } from './npm-command.ts';
import { packageHome } from './package-home.ts';
import { isPackageName } from './package-name.ts';
import type { PieceHome } from './piece-home.ts';
import type { PieceLibrary } from './piece-library.ts';
import { PieceUnavailable } from './piece-unavailable.ts';
import { type ChosenVersion, chooseVersion, isVersionSpec } from './piece-version.ts';

export interface PieceLibraryOptions {
  /** Where packages are installed; made when it is not there. @default DEFAULT_PIECES_FOLDER */
  folder?: string;
  /**
   * Which packages install themselves when they are first used: `listed` pieces and what code steps depend on, `any`,
   * or `none`. @default 'listed'
   */
  installs?: PieceInstalls;
  /** For one installation. @default 180_000 */
  timeoutMs?: number;
  /** For one package with all that it depends on. @default 500 MiB */
  maxBytes?: number;
}

export const PIECE_INSTALLS = ['none', 'listed', 'any'] as const;
export type PieceInstalls = (typeof PIECE_INSTALLS)[number];

/** Where packages are installed unless told. */
export const DEFAULT_PIECES_FOLDER = join(homedir(), '.cache', 'perdura', 'pieces');

/** The library of one process; several processes may share a folder. */
export function createPieceLibrary(options: PieceLibraryOptions = {}): PieceLibrary {
  const place: Place = {
    folder: options.folder ?? DEFAULT_PIECES_FOLDER,
    installs: options.installs ?? 'listed',
    limits: { timeoutMs: options.timeoutMs ?? 180_000, maxBytes: options.maxBytes ?? 500 * 1024 * 1024 },
    under: new Map(),
  };
  const homes = new Map<string, Promise<PieceHome>>();
  // A version that is there under its own name stands for itself as long as this process lives.
  const found = new Set<string>();
  return {
    async resolve(name, spec) {
      const key = `${name}@${spec}`;
      if (found.has(key)) return { version: spec, exact: true };
      const chosen = await resolveVersion(place, name, spec);
      if (chosen.exact && chosen.version === spec) found.add(key);
      return chosen;
    },
    home(name, version) {
      const key = `${name}@${version}`;
      const home = homes.get(key) ?? findHome(place, name, version);
      homes.set(key, home);
      home.catch(() => homes.delete(key));
      return home;
    },
    metadata: knownMetadata,
    async ensurePackages(packageJson) {
      const packages = readCodePackages(packageJson);
      return packages === null ? null : codeFolder(place, packages);
    },
  };
}

interface Place {
  folder: string;
  installs: PieceInstalls;
  limits: InstallLimits;
  /** Installations under way in this process, by their folder. */
  under: Map<string, Promise<void>>;
}

async function resolveVersion(place: Place, name: string, spec: string): Promise<ChosenVersion> {
  checkNames(name, spec);
  const here = await versionsHere(place, name);
  const known = knownVersion(name, spec, here);
  const found = known === 'unknown' ? await askedVersion(place, name, spec, here) : known;
  if (found === null) throw new PieceUnavailable('PIECE_NOT_FOUND', `${name} has no version that fits ${spec}.`);
  return found;
}

async function askedVersion(place: Place, name: string, spec: string, here: string[]): Promise<ChosenVersion | null> {
  if (mayInstall(place, name)) return chooseVersion(spec, [...here, ...(await askRegistry(name, here.length > 0))]);
  const found = chooseVersion(spec, here);
  if (found === null) throw notInstalled(place, name, spec);
  return found;
}

function checkNames(name: string, spec: string): void {
  if (!isPackageName(name)) throw new PieceUnavailable('PIECE_NOT_FOUND', `"${name}" is no name of a piece.`);
  if (!isVersionSpec(spec)) throw new PieceUnavailable('PIECE_NOT_FOUND', `"${spec}" is no version of a piece.`);
}

/** The versions that need not be installed. */
async function versionsHere(place: Place, name: string): Promise<string[]> {
  const curated = curatedPackages().filter((each) => each.name === name);
  return [...curated.map(({ version }) => version), ...(await installedVersions(place.folder, name))];
}

async function askRegistry(name: string, other: boolean): Promise<string[]> {
  try {
    const answer = await npm(name, ['view', name, 'versions'], { folder: tmpdir(), timeoutMs: 30_000 });
    return [answer].flat().filter((version) => typeof version === 'string');
  } catch (error) {
    // Without the registry, what is known has to do.
    if (other && error instanceof PieceUnavailable && error.passing) return [];
    throw error;
  }
}

async function findHome(place: Place, name: string, version: string): Promise<PieceHome> {
  checkNames(name, version);
  const listed = listedVersions(name).find((piece) => piece.version === version);
  if (listed?.source === 'built-in') return builtInHome(name, version);
  const curated = curatedPackages().find((each) => each.name === name && each.version === version);
  const folder = curated?.folder ?? (await installedFolder(place, name, version));
  return { name, version, source: 'npm', ...(await packageHome(folder)) };
}

async function installedFolder(place: Place, name: string, version: string): Promise<string> {
  const folder = pieceFolder(place.folder, { name, version });
  if (!(await isInstalled(folder))) {
    if (!mayInstall(place, name)) throw notInstalled(place, name, version);
    await installPiece(place, name, version);
  }
  return join(folder, 'node_modules', name);
}

function installPiece(place: Place, name: string, version: string): Promise<void> {
  const listed = listedVersions(name).find((piece) => piece.version === version);
  return installOnce(place, {
    what: `${name}@${version}`,
    folder: pieceFolder(place.folder, { name, version }),
    dependencies: { [name]: version },
    ...(listed === undefined ? {} : { integrity: { [name]: listed.integrity } }),
  });
}

async function codeFolder(place: Place, { dependencies, hash }: CodePackages): Promise<string> {
  const folder = join(place.folder, 'code', hash);
  const what = Object.entries(dependencies)
    .map(([name, range]) => `${name}@${range}`)
    .join(', ');
  if (!(await isInstalled(folder))) {
    if (place.installs === 'none') {
      throw new PieceUnavailable('PIECE_NOT_INSTALLED', `The step depends on ${what}, and installing packages is off.`);
    }
    await installOnce(place, { what, folder, dependencies });
  }
  return folder;
}

/** Calls of this process for the same folder share one installation. */
function installOnce(place: Place, request: InstallRequest): Promise<void> {
  const begun = place.under.get(request.folder);
  if (begun !== undefined) return begun;
  const installation = install(request, asideFolder(place.folder), place.limits).finally(() => {
    place.under.delete(request.folder);
  });
  place.under.set(request.folder, installation);
  return installation;
}

function mayInstall({ installs }: Place, name: string): boolean {
  return installs === 'any' || (installs === 'listed' && listedVersions(name).length > 0);
}

function notInstalled({ installs }: Place, name: string, version: string): PieceUnavailable {
  const why =
    installs === 'none' ? 'installing on first use is off' : 'it is not in the list of pieces that install themselves';
  const text = `${name}@${version} is not installed, and ${why}. Install it by: ./bin/pieces install ${name}@${version}`;
  return new PieceUnavailable('PIECE_NOT_INSTALLED', text);
}
