import { createHash } from 'node:crypto';
import semver from 'semver';
import { isPackageName } from './package-name.ts';
import { PieceUnavailable } from './piece-unavailable.ts';

/** What a code step depends on. */
export interface CodePackages {
  dependencies: Record<string, string>;
  /** The same for the same dependencies, in whatever order they are written. */
  hash: string;
}

const TAG = /^[a-z][a-z0-9._-]*$/i;
const MOST_DEPENDENCIES = 100;

/**
 * Reads the `packageJson` of a code step: its dependencies on packages of the registry.
 *
 * @returns null when it depends on nothing
 * @throws {PieceUnavailable} when it is no JSON object, or names something else than packages and ranges
 */
export function readCodePackages(packageJson: string): CodePackages | null {
  if (packageJson.trim() === '') return null;
  const entries = Object.entries(dependenciesOf(packageJson)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  if (entries.length > MOST_DEPENDENCIES)
    throw refused(`it names ${entries.length}, at most ${MOST_DEPENDENCIES} are allowed`);
  const dependencies: Record<string, string> = {};
  for (const [name, range] of entries) dependencies[name] = rangeOf(name, range);
  const hash = createHash('sha256')
    .update(JSON.stringify(Object.entries(dependencies)))
    .digest('hex');
  return { dependencies, hash };
}

function dependenciesOf(packageJson: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(packageJson);
  } catch {
    throw refused('it is not JSON');
  }
  const { dependencies } = Object(parsed) as { dependencies?: unknown };
  if (dependencies === undefined || dependencies === null) return {};
  if (typeof dependencies !== 'object' || Array.isArray(dependencies))
    throw refused('its "dependencies" are no object');
  return dependencies;
}

function rangeOf(name: string, range: unknown): string {
  if (!isPackageName(name)) throw refused(`"${name.slice(0, 100)}" is no name of a package`);
  const isRange = typeof range === 'string' && (semver.validRange(range) !== null || TAG.test(range));
  if (!isRange || range.length > 100) {
    throw refused(
      `the version of "${name}" is ${JSON.stringify(range)?.slice(0, 100)}, expected one like "1.2.3" or "^1.2.3"`,
    );
  }
  return range;
}

function refused(why: string): PieceUnavailable {
  return new PieceUnavailable(
    'PIECE_INSTALL_FAILED',
    `The dependencies in the packageJson of the step cannot be installed: ${why}.`,
  );
}
