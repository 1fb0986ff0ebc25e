import { join } from 'node:path';
import type { PieceMetadata } from '@perdura/definition';
import { builtInHome } from '../src/built-in/built-in-home.ts';
import type { ListedPiece } from '../src/catalogue/catalogue-list.ts';
import { curatedPackages } from '../src/catalogue/curated-packages.ts';
import { describePiece } from '../src/catalogue/describe-piece.ts';
import { install, lockedPackage } from '../src/catalogue/install-folder.ts';
import { asideFolder, pieceFolder } from '../src/catalogue/installed-pieces.ts';
import { npm } from '../src/catalogue/npm-command.ts';
import { packageHome } from '../src/catalogue/package-home.ts';
import { createPieceRunner } from '../src/runner/create-piece-runner.ts';

/** A line of `catalogue/chosen.json`. */
export interface ChosenPiece {
  name: string;
  version: string;
  /** For pieces that say none themselves. */
  description?: string;
  categories?: string[];
}

export interface DescribedPiece {
  metadata: PieceMetadata;
  source: ListedPiece['source'];
  integrity: string;
  versions: string[];
}

const LIMITS = { timeoutMs: 180_000, maxBytes: 500 * 1024 * 1024 };

/** Installs pieces into a folder and asks each what it is. */
export function pieceLister(folder: string) {
  // A piece that is loaded needs no network.
  const runner = createPieceRunner({ outbound: { refusal: () => 'A piece that is described calls nothing.' } });
  return {
    /** @throws {Error} when it cannot be installed or loaded, or does not say enough of itself */
    async describe(chosen: ChosenPiece): Promise<DescribedPiece> {
      const { name, version } = chosen;
      const place = pieceFolder(folder, { name, version });
      const request = { what: `${name}@${version}`, folder: place, dependencies: { [name]: version } };
      await install(request, asideFolder(folder), LIMITS);
      const home = { name, version, source: 'npm' as const, ...(await packageHome(join(place, 'node_modules', name))) };
      const metadata = complete(withTexts(await describePiece(runner, home), chosen));
      const { integrity } = await lockedPackage(place, name);
      return { metadata, source: 'npm', integrity, versions: await versionsOf(name, folder) };
    },
    /** @throws {Error} when it does not say enough of itself */
    async describeBuiltIn({ name, version }: { name: string; version: string }): Promise<DescribedPiece> {
      const metadata = complete(await describePiece(runner, await builtInHome(name, version)));
      return { metadata, source: 'built-in', integrity: '', versions: [version] };
    },
    close: () => runner.close(),
  };
}

export function listedPiece({ metadata, source, integrity, versions }: DescribedPiece): ListedPiece {
  const { name, version, displayName, description, logoUrl, categories, authors } = metadata;
  return {
    ...{ name, version, source, integrity, versions, displayName, description, logoUrl, categories, authors },
    auth: metadata.auth.map(({ type }) => type),
    actions: Object.keys(metadata.actions),
    triggers: Object.keys(metadata.triggers),
  };
}

async function versionsOf(name: string, folder: string): Promise<string[]> {
  const answer = await npm(name, ['view', name, 'versions', '--prefer-offline'], { folder, timeoutMs: 60_000 });
  const versions = [answer].flat().filter((version) => typeof version === 'string');
  const curated = curatedPackages().filter((piece) => piece.name === name);
  return [...new Set([...versions, ...curated.map(({ version }) => version)])];
}

function withTexts(metadata: PieceMetadata, { description = '', categories = [] }: ChosenPiece): PieceMetadata {
  return {
    ...metadata,
    description: metadata.description === '' ? description : metadata.description,
    categories: metadata.categories.length === 0 ? categories : metadata.categories,
  };
}

function complete(metadata: PieceMetadata): PieceMetadata {
  const missing = missingIn(metadata);
  if (missing.length > 0) throw new Error(`it has no ${missing.join(', no ')}`);
  return metadata;
}

/** What a piece must have to be listed. */
function missingIn({ displayName, description, logoUrl, categories, actions, triggers }: PieceMetadata): string[] {
  const entries = [...Object.values(actions), ...Object.values(triggers)];
  const unnamed = entries.filter((entry) => entry.displayName === '').map(({ name }) => name);
  return [
    ...(displayName === '' ? ['display name'] : []),
    ...(description === '' ? ['description'] : []),
    ...(logoUrl === '' ? ['logo'] : []),
    ...(categories.length === 0 ? ['category'] : []),
    ...(entries.length === 0 ? ['action or trigger'] : []),
    ...unnamed.map((name) => `name of ${name}`),
  ];
}
