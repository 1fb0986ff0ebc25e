import type { JsonObject } from '@perdura/definition';
import type { RunIdentity } from '@perdura/definition/run';
import { HttpPeer } from '../../testing/http-peer.ts';
import { attemptOn, nodeInput } from '../../testing/node-call.ts';
import { newStageRun } from '../../testing/stage-run.ts';
import { openPieceStage, type PieceStage } from '../testing/piece-stage.ts';

const OWNER = 'a'.repeat(24);

let pieces: PieceStage;
let run: RunIdentity;
let allowed: HttpPeer;
let other: HttpPeer;

beforeAll(async () => {
  pieces = await openPieceStage();
  run = await newStageRun(pieces.stage);
  [allowed, other] = await Promise.all([new HttpPeer().listen(), new HttpPeer().listen()]);
  const { appConnections } = pieces.stage.dependencies.database;
  const input = { type: 'SECRET_TEXT', value: { secret_text: 'canary-of-the-bound' }, ownerId: OWNER };
  const allowedHosts = [`127.0.0.1:${allowed.port}`];
  await appConnections.put(pieces.stage.projectId, { ...input, name: 'bound', allowedHosts });
  await appConnections.put(pieces.stage.projectId, { ...input, name: 'free' });
});

afterAll(async () => {
  await Promise.all([pieces.close(), allowed.close(), other.close()]);
});

/** A code step that takes a connection to an address. */
async function send(connection: string, url: string) {
  const config: JsonObject = {
    code: 'export const code = async ({ url, auth }) => (await fetch(url, { headers: { "x-key": auth } })).status;',
    ...{ packageJson: '{}', retry: false, input: { url, auth: `{{connections['${connection}'].secret_text}}` } },
  };
  return attemptOn({ ...nodeInput(pieces.stage, 'code-step', config), run }, pieces.dependencies);
}

test('code that knows the secret of a bound connection reaches its hosts, and no others', async () => {
  expect((await send('bound', allowed.url)).output?.result).toEqual({ value: 200 });
  const refused = await send('bound', other.url);
  expect(refused.failed?.failure).toMatchObject({ code: 'CODE_FAILED' });
  expect(other.seen).toEqual([]);
  expect((await send('free', other.url)).output?.result).toEqual({ value: 200 });
});

test('a piece does not either', async () => {
  const call = (connection: string, url: string) => {
    const input = { method: 'GET', url, headers: {}, queryParams: {}, authType: 'BEARER_TOKEN' };
    const authFields = { token: `{{connections['${connection}'].secret_text}}` };
    const piece = { pieceName: '@activepieces/piece-http', pieceVersion: '>=0.0.0', actionName: 'send_request' };
    const config: JsonObject = { ...piece, propertySettings: {}, retry: false, input: { ...input, authFields } };
    return attemptOn({ ...nodeInput(pieces.stage, 'piece', config), run }, pieces.dependencies);
  };
  allowed.seen.length = 0;
  other.seen.length = 0;
  expect((await call('bound', allowed.url)).output?.result).toMatchObject({ value: { status: 200 } });
  expect(allowed.seen[0]?.headers.authorization).toBe('Bearer canary-of-the-bound');
  expect((await call('bound', other.url)).failed).not.toBeNull();
  expect(other.seen).toEqual([]);
});
