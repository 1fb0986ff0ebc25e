import { BUILT_IN_PIECES } from '../built-in/all-pieces.js';
import { createPieceRunner } from '../runner/create-piece-runner.ts';
import { listedMetadata, listedPieces } from './catalogue-list.ts';
import { createPieceLibrary } from './create-piece-library.ts';
import { curatedPackages } from './curated-packages.ts';
import { describePiece } from './describe-piece.ts';
import { knownMetadata, knownPieces, knownVersion } from './known-pieces.ts';
import { newestVersion } from './piece-version.ts';

const library = createPieceLibrary({ installs: 'none' });
const runner = createPieceRunner({ outbound: { refusal: () => 'Nothing is called here.' }, maxProcesses: 3 });

afterAll(() => runner.close());

test('the list has at least seventy packages of npm, each by its integrity and with all that is told of it', () => {
  const packages = listedPieces().filter(({ source }) => source === 'npm');
  expect(new Set(packages.map(({ name }) => name)).size).toBeGreaterThanOrEqual(70);
  for (const piece of packages) {
    expect(piece.integrity).toMatch(/^sha512-[\w+/]{86}==$/);
    expect(piece.versions).toContain(piece.version);
  }
  for (const { name, version, displayName, description, logoUrl, categories, actions, triggers } of listedPieces()) {
    const metadata = listedMetadata(name, version);
    expect([name, displayName, description, logoUrl, ...categories].filter((text) => text === '')).toEqual([]);
    expect(categories.length * (actions.length + triggers.length)).toBeGreaterThan(0);
    expect(Object.keys(metadata?.actions ?? {})).toEqual(actions);
    expect(Object.keys(metadata?.triggers ?? {})).toEqual(triggers);
  }
});

test('the list tells of each piece that is built in what it says now', () => {
  const listed = listedPieces().filter(({ source }) => source === 'built-in');
  const built = BUILT_IN_PIECES.map(({ name, version }) => `${name}@${version}`);
  expect(listed.map(({ name, version }) => `${name}@${version}`)).toEqual(built);
});

const HERE = [...BUILT_IN_PIECES, ...curatedPackages()].map(({ name, version }) => [name, version] as const);

test.each(HERE)('%s %s loads, and says what the list says', async (name, version) => {
  const said = await describePiece(runner, await library.home(name, version));
  const known = knownMetadata(name, version);
  expect(said.actions).toEqual(known?.actions);
  expect(said.triggers).toEqual(known?.triggers);
  expect(said.auth).toEqual(known?.auth);
});

test('a list of pieces has each of them once, in its newest version', () => {
  const names = knownPieces().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const webhook = knownPieces().find(({ name }) => name === '@activepieces/piece-webhook');
  expect(webhook).toMatchObject({ version: '0.1.29', displayName: 'Webhook', actions: 2, triggers: 1 });
  expect(newestVersion(listedPieces().flatMap((piece) => (piece.name === webhook?.name ? [piece.version] : [])))).toBe(
    '0.1.29',
  );
});

test('knows without a registry which version is meant', () => {
  const webhook = '@activepieces/piece-webhook';
  expect(knownVersion(webhook, '0.1.24', [])).toEqual({ version: '0.1.25', exact: false });
  expect(knownVersion(webhook, '~0.1.24', [])).toEqual({ version: '0.1.29', exact: true });
  expect(knownVersion(webhook, '0.2.0', [])).toBe('unknown');
  expect(knownVersion(webhook, 'newest', [])).toBeNull();
  expect(knownVersion('@activepieces/piece-http', '~0.9.1', [])).toMatchObject({ exact: false });
  expect(knownVersion('@own/piece', '1.0.0', [])).toBe('unknown');
  expect(knownVersion('@own/piece', '1.0.0', ['1.0.0'])).toEqual({ version: '1.0.0', exact: true });
});
