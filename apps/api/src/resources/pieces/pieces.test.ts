import type { ControlPlane } from '@perdura/control-plane';
import type { JsonObject } from '@perdura/definition';
import { createPieceCatalogue } from '../../pieces/create-piece-catalogue.ts';
import type { PieceCatalogue } from '../../pieces/piece-catalogue.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const OWN = '@own/piece-meters';
const DESCRIBED = {
  displayName: 'Meters',
  description: 'Reads meters',
  categories: ['PRODUCTIVITY'],
  auth: [{ type: 'SECRET_TEXT', displayName: 'Key', required: true }],
  actions: { read: { displayName: 'Read', props: {} } },
  triggers: {},
};

let api: TestApi;
let catalogue: PieceCatalogue;
/** What workers were asked. */
let asked: string[] = [];

beforeAll(async () => {
  const late: PieceCatalogue = {
    resolveVersion: (...given) => catalogue.resolveVersion(...given),
    describe: (...given) => catalogue.describe(...given),
  };
  api = await openTestApi({ pieces: late });
  catalogue = createPieceCatalogue({ database: api.database, control: { callPiece: workers } });
});

beforeEach(() => {
  asked = [];
});

afterAll(async () => {
  await api.close();
});

/** Workers that know one piece, and one that they may not install. */
const workers: ControlPlane['callPiece'] = async ({ pieceName, pieceVersion }) => {
  asked.push(`${pieceName}@${pieceVersion}`);
  if (pieceName === OWN) return { kind: 'answered', result: { ...DESCRIBED, name: OWN, version: '2.1.0' } };
  if (pieceName === '@own/piece-slow') return { kind: 'timeout' };
  const code = pieceName === '@own/piece-shut' ? 'PIECE_NOT_INSTALLED' : 'PIECE_NOT_FOUND';
  return { kind: 'failed', error: { code, message: `${pieceName} is not to be had.` } };
};

const WEBHOOK = '/v1/pieces/%40activepieces%2Fpiece-webhook';

async function list(query = ''): Promise<JsonObject[]> {
  const { status, json } = await api.call('GET', `/v1/pieces${query}`);
  expect(status).toBe(200);
  return json as JsonObject[];
}

test('pieces are a bare array, that can be searched, narrowed and cut', async () => {
  const all = await list();
  expect(all.length).toBeGreaterThan(80);
  expect(all.find(({ name }) => name === '@activepieces/piece-webhook')).toMatchObject({
    ...{ displayName: 'Webhook', version: '0.1.29', categories: ['CORE'], actions: 2, triggers: 1 },
    id: expect.stringMatching(/^[0-9A-Za-z]{21}$/),
  });
  expect(await list('?limit=20&projectId=')).toHaveLength(20);
  expect(await list('?limit=1000000')).toEqual(await list(''));
  expect((await list('?search=SLack')).map(({ name }) => name)).toEqual(['@activepieces/piece-slack']);
  expect(await list('?searchQuery=nothing-has-this')).toEqual([]);
  const payments = await list('?categories=PAYMENT_PROCESSING,ACCOUNTING');
  expect(payments.map(({ displayName }) => displayName)).toContain('Stripe');
  expect(payments.length).toBeLessThan(all.length);
  const sorted = (await list('?sortBy=NAME&orderBy=DESC&unknown=1')).map(({ displayName }) => String(displayName));
  expect(sorted).toEqual(sorted.toSorted((a, b) => b.localeCompare(a, 'en')));
  expect(asked).toEqual([]);
});

test('a piece is found by its encoded name and by its plain one, with its actions and triggers', async () => {
  const { status, json } = await api.call('GET', WEBHOOK);
  expect([status, json]).toMatchObject([
    200,
    {
      ...{ name: '@activepieces/piece-webhook', version: '0.1.29', auth: null },
      actions: { return_response: { props: { responseType: { type: 'STATIC_DROPDOWN', defaultValue: 'json' } } } },
      triggers: { catch_webhook: { type: 'WEBHOOK', props: { authType: { required: true } } } },
    },
  ]);
  expect((await api.call('GET', '/activepieces/v1/pieces/@activepieces/piece-webhook')).json).toEqual(json);
  const { json: slack } = await api.call('GET', '/v1/pieces/%40activepieces%2Fpiece-slack?version=~0.17.0');
  expect(slack).toMatchObject({ version: '0.17.9', auth: [{ type: 'OAUTH2' }, { type: 'CUSTOM_AUTH' }] });
  expect(asked).toEqual([]);
});

test('a version that does not exist is stood in for by the nearest one', async () => {
  expect((await api.call('GET', `${WEBHOOK}?version=0.1.24`)).json).toMatchObject({ version: '0.1.25' });
  expect((await api.call('GET', `${WEBHOOK}?version=no-version`)).status).toBe(404);
});

test('what nobody here knows is asked of a worker once, and listed from then on', async () => {
  const path = '/v1/pieces/%40own%2Fpiece-meters';
  const answers = await Promise.all([api.call('GET', path), api.call('GET', path)]);
  for (const { status, json } of answers) {
    expect([status, json]).toMatchObject([200, { name: OWN, version: '2.1.0', auth: { type: 'SECRET_TEXT' } }]);
  }
  expect(new Set(asked)).toEqual(new Set([`${OWN}@>=0.0.0`]));
  asked = [];
  expect((await api.call('GET', `${path}?version=^2.0.0`)).json).toMatchObject({ displayName: 'Meters' });
  expect(await catalogue.resolveVersion(OWN, '2.1.0')).toEqual({ version: '2.1.0', exact: true });
  expect(await catalogue.resolveVersion(OWN, '2.1.3')).toEqual({ version: '2.1.0', exact: false });
  expect(asked).toEqual([`${OWN}@2.1.3`]);
  expect(await list('?search=meters')).toMatchObject([{ name: OWN, actions: 1, triggers: 0, pieceType: 'CUSTOM' }]);
});

test('what cannot be had is told apart', async () => {
  const codes = await Promise.all(
    ['none', 'shut', 'slow'].map(async (name) => {
      const { status, json } = await api.call('GET', `/v1/pieces/@own/piece-${name}`);
      return [status, (json as JsonObject).code];
    }),
  );
  expect(codes).toEqual([
    [404, 'PIECE_NOT_FOUND'],
    [404, 'PIECE_NOT_INSTALLED'],
    [503, 'PIECE_UNAVAILABLE'],
  ]);
});
