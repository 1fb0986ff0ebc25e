import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPieceRunner } from '../runner/create-piece-runner.ts';
import { codeCall, memoryHost, outputOf } from '../runner/fixtures/stage.ts';
import { createPieceLibrary } from './create-piece-library.ts';
import { describePiece } from './describe-piece.ts';
import { type LocalPackage, type LocalRegistry, openLocalRegistry } from './fixtures/local-registry.ts';
import { install } from './install-folder.ts';
import { asideFolder, installedPieces, removePiece } from './installed-pieces.ts';
import { PieceUnavailable } from './piece-unavailable.ts';

const PIECE = '@activepieces/piece-own';
const SOURCE = `
  const action = { name: 'act', displayName: 'Act', description: '', props: {}, run: async () => 1 };
  exports.own = {
    getAction: () => action, getTrigger: () => undefined,
    metadata: () => ({ displayName: 'Own', actions: { act: action }, triggers: {} }),
  };`;
const PACKAGES: LocalPackage[] = [
  { name: PIECE, version: '1.2.0', files: { 'index.js': SOURCE } },
  {
    ...{ name: PIECE, version: '1.2.4', dependencies: { inner: '^1.0.0' } },
    files: { 'index.js': `require('inner');${SOURCE}` },
    scripts: { postinstall: 'touch ran-a-script' },
  },
  { name: 'inner', version: '1.0.1', files: { 'index.js': 'exports.inner = 1;' } },
  { name: 'large', version: '1.0.0', files: { 'index.js': `exports.text = '${'x'.repeat(300_000)}';` } },
  {
    name: 'from-git',
    version: '1.0.0',
    files: { 'index.js': '' },
    dependencies: { other: 'git+ssh://git@127.0.0.1/x.git' },
  },
  { name: 'from-folder', version: '1.0.0', files: { 'index.js': '' }, dependencies: { other: 'file:/etc' } },
  {
    name: 'from-address',
    version: '1.0.0',
    files: { 'index.js': '' },
    dependencies: { other: 'http://127.0.0.1:9/x' },
  },
  {
    ...{ name: 'deeper', version: '1.0.0', files: { 'index.js': '' } },
    dependencies: { 'from-folder': '1.0.0' },
  },
];

let registry: LocalRegistry;
let folder: string;
const settings = { ...process.env };

beforeAll(async () => {
  registry = await openLocalRegistry(PACKAGES);
  folder = mkdtempSync(join(tmpdir(), 'pieces-'));
  process.env.npm_config_registry = registry.url;
  process.env.npm_config_cache = join(folder, 'cache');
});

afterAll(async () => {
  process.env.npm_config_registry = settings.npm_config_registry;
  process.env.npm_config_cache = settings.npm_config_cache;
  rmSync(folder, { recursive: true, force: true });
  await registry.close();
});

function library(installs: 'any' | 'listed' | 'none' = 'any') {
  return createPieceLibrary({ folder, installs });
}

async function refusal(work: Promise<unknown>): Promise<{ code: string; passing: boolean; message: string }> {
  const error = await work.then(
    (value) => new Error(`it was not refused: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PieceUnavailable)) throw error;
  return { code: error.code, passing: error.passing, message: error.message };
}

test('a piece is installed once, however many ask for it at the same time, and none of its scripts runs', async () => {
  const homes = await Promise.all(
    [library(), library(), library()].flatMap((each) => [each.home(PIECE, '1.2.4'), each.home(PIECE, '1.2.4')]),
  );
  const [first] = homes;
  expect(new Set(homes.map(({ entry }) => entry)).size).toBe(1);
  expect(first?.readable.some((path) => existsSync(join(path, '@activepieces', 'piece-own')))).toBe(true);
  expect(readdirSync(asideFolder(folder))).toEqual([]);
  expect(existsSync(join(folder, 'pieces', '@activepieces+piece-own@1.2.4', 'ran-a-script'))).toBe(false);
  const before = registry.asked.length;
  await library('none').home(PIECE, '1.2.4');
  expect(registry.asked).toHaveLength(before);
});

test('versions lie side by side and load; one that does not exist is stood in for', async () => {
  expect(await library().resolve(PIECE, '~1.2.5')).toEqual({ version: '1.2.4', exact: false });
  expect(await library('none').resolve(PIECE, '^1.0.0')).toEqual({ version: '1.2.4', exact: true });
  const older = await library().home(PIECE, '1.2.0');
  const runner = createPieceRunner({ outbound: { refusal: () => 'No.' } });
  try {
    for (const home of [older, await library().home(PIECE, '1.2.4')]) {
      expect(await describePiece(runner, home)).toMatchObject({ displayName: 'Own', version: home.version });
    }
  } finally {
    await runner.close();
  }
  expect((await installedPieces(folder)).map(({ version }) => version)).toEqual(['1.2.0', '1.2.4']);
  expect(await removePiece(folder, { name: PIECE, version: '1.2.0' })).toBe(true);
  expect(await removePiece(folder, { name: PIECE, version: '1.2.0' })).toBe(false);
  expect((await installedPieces(folder)).map(({ version }) => version)).toEqual(['1.2.4']);
});

test('says what it has not, and what it may not', async () => {
  expect(await refusal(library().home('@activepieces/piece-none', '1.0.0'))).toMatchObject({ code: 'PIECE_NOT_FOUND' });
  expect(await refusal(library().resolve(PIECE, '3.0.0'))).toMatchObject({ code: 'PIECE_NOT_FOUND' });
  expect(await refusal(library().home(PIECE, '1.2.9'))).toMatchObject({ code: 'PIECE_NOT_FOUND' });
  expect(await refusal(library().home('../../etc', '1.0.0'))).toMatchObject({ code: 'PIECE_NOT_FOUND' });
  expect(await refusal(library('listed').home('inner', '1.0.1'))).toMatchObject({
    code: 'PIECE_NOT_INSTALLED',
    message: expect.stringContaining('./bin/pieces install inner@1.0.1'),
  });
});

test('the packages of a code step are installed once for each set of them, and can be used', async () => {
  const own = library();
  expect(await own.ensurePackages('')).toBeNull();
  expect(await own.ensurePackages('{"dependencies":{}}')).toBeNull();
  const packages = await own.ensurePackages('{"dependencies":{"inner":"^1.0.0","large":"1.0.0"}}');
  expect(await library('none').ensurePackages('{"dependencies":{"large":"1.0.0","inner":"^1.0.0"}}')).toBe(packages);
  const runner = createPieceRunner({ outbound: { refusal: () => 'No.' } });
  try {
    const source = "import { inner } from 'inner'; export const code = async () => inner;";
    expect(outputOf(await runner.call(codeCall(source, {}, packages), memoryHost()))).toBe(1);
  } finally {
    await runner.close();
  }
  const off = refusal(library('none').ensurePackages('{"dependencies":{"inner":"1.0.0"}}'));
  expect(await off).toMatchObject({ code: 'PIECE_NOT_INSTALLED' });
});

test('what is too large, comes from elsewhere or is not what was expected is not installed', async () => {
  const request = { what: 'large', folder: join(folder, 'pieces', 'large@1.0.0'), dependencies: { large: '1.0.0' } };
  const limits = { timeoutMs: 60_000, maxBytes: 500 * 1024 * 1024 };
  const scratch = asideFolder(folder);
  expect(await refusal(install(request, scratch, { ...limits, maxBytes: 100_000 }))).toMatchObject({
    message: expect.stringContaining('larger than 0 MB'),
  });
  expect(await refusal(install({ ...request, integrity: { large: 'sha512-other' } }, scratch, limits))).toMatchObject({
    code: 'PIECE_INSTALL_FAILED',
    message: expect.stringContaining(registry.integrityOf('large', '1.0.0')),
  });
  expect(await refusal(install(request, scratch, { ...limits, timeoutMs: 1 }))).toMatchObject({ passing: true });
  // Nothing that a package names opens a folder of this machine to children, or has npm call an address.
  for (const name of ['from-git', 'from-folder', 'from-address', 'deeper']) {
    const packages = JSON.stringify({ dependencies: { [name]: '1.0.0' } });
    expect(await refusal(library().ensurePackages(packages))).toMatchObject({ code: 'PIECE_INSTALL_FAILED' });
  }
  expect(existsSync(request.folder)).toBe(false);
  expect(readdirSync(scratch)).toEqual([]);
});

test('without a registry, what is here still is, and the rest may come later', async () => {
  process.env.npm_config_registry = 'http://127.0.0.1:9/';
  try {
    expect(await library().resolve(PIECE, '1.2.9')).toEqual({ version: '1.2.4', exact: false });
    expect(await refusal(library().ensurePackages('{"dependencies":{"absent":"1.0.0"}}'))).toMatchObject({
      ...{ code: 'PIECE_INSTALL_FAILED', passing: true },
      message: expect.stringContaining('does not reach its registry'),
    });
  } finally {
    process.env.npm_config_registry = registry.url;
  }
});
