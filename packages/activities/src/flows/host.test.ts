import { join } from 'node:path';
import { wireId } from '@perdura/definition';
import type { RunIdentity } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';
import { attemptOn, nodeInput } from '../testing/node-call.ts';
import { newStageRun } from '../testing/stage-run.ts';
import { callPiece } from './call-piece.ts';
import { pieceFiles } from './host/piece-files.ts';
import { openPieceStage, type PieceStage } from './testing/piece-stage.ts';

const PUBLIC_URL = 'https://perdura.example.com';
const NAME = '@example/piece-asking';

let pieces: PieceStage;
let run: RunIdentity;
beforeAll(async () => {
  const open = await openPieceStage({ publicUrl: PUBLIC_URL, apiUrl: 'http://127.0.0.1:1' });
  const folder = join(import.meta.dirname, 'fixtures');
  const home = {
    name: NAME,
    version: '1.0.0',
    source: 'npm',
    entry: join(folder, 'asking-piece.cjs'),
    readable: [folder],
  } as const;
  const library = {
    ...open.dependencies.pieces.library,
    resolve: async () => ({ version: '1.0.0', exact: true }),
    home: async () => ({ ...home, readable: [...home.readable] }),
  };
  pieces = { ...open, dependencies: { ...open.dependencies, pieces: { ...open.dependencies.pieces, library } } };
  run = await newStageRun(pieces.stage);
});
afterAll(async () => {
  await pieces.close();
});

async function act(actionName: string, settings: Partial<ActivityDependencies['settings']> = {}) {
  const config = { pieceName: NAME, pieceVersion: '1.0.0', actionName, input: {}, propertySettings: {}, retry: false };
  const input = { ...nodeInput(pieces.stage, 'piece', config, { id: 'step_1' }), run };
  const { output, failed, notes } = await attemptOn(input, {
    ...pieces.dependencies,
    settings: { ...pieces.dependencies.settings, ...settings },
  });
  const result = output?.result;
  return { value: result !== undefined && 'value' in result ? result.value : null, failure: failed?.failure, notes };
}

test('a file has an address that reads it, for its own project alone', async () => {
  const { url } = (await act('files')).value as { url: string };
  expect(url.startsWith(`${PUBLIC_URL}/v1/piece-files/`)).toBe(true);
  const { database } = pieces.dependencies;
  const file = await database.pieceFiles.byToken(url.split('/').at(-1) ?? '');
  expect(file).toMatchObject({
    runId: run.id,
    stepName: 'step_1',
    fileName: '报告.csv',
    contentType: 'text/csv; charset=utf-8',
  });
  const read = (projectId: string) =>
    pieceFiles(pieces.dependencies, { projectId, runId: null, stepName: 'x' }).read(url);
  expect(await read(run.projectId)).toEqual({ fileName: '报告.csv', data: Buffer.from('a,b') });
  const { id: stranger } = await database.projects.create({ name: 'stranger' });
  expect(await read(stranger)).toBeNull();
});

test('a connection is that of the project, and is hidden once it is known', async () => {
  const { connections, projects } = pieces.dependencies.database;
  const { id: stranger } = await projects.create({ name: 'stranger' });
  await connections.create(run.projectId, { name: 'mine', type: 'SECRET_TEXT', value: { secret_text: 'canary-mine' } });
  await connections.create(stranger, {
    name: 'foreign',
    type: 'SECRET_TEXT',
    value: { secret_text: 'canary-foreign' },
  });
  const { value } = await act('connection');
  expect(JSON.stringify(value)).not.toContain('canary');
  expect(value).toMatchObject({ known: { secret_text: '[redacted]' }, other: null });
});

test('a piece learns where it is', async () => {
  expect((await act('server')).value).toEqual({
    server: { apiUrl: 'http://127.0.0.1:1/', publicUrl: `${PUBLIC_URL}/`, token: 'none' },
    project: run.projectId,
    run: wireId(run.id),
    step: { name: 'step_1' },
  });
});

test('it lists the flows that are in force', async () => {
  const { value } = await act('flows');
  expect(value).toEqual({
    page: { data: [], next: null, previous: null },
    current: { id: wireId(run.workflowId), version: { id: wireId(run.workflowId) } },
  });
});

test('it tags its run, and tells how far it came', async () => {
  const { notes } = await act('tags');
  expect(notes.at(-1)?.log).toMatchObject([{ level: 'info', message: 'Output so far: {"percent":50}' }]);
  expect((await pieces.dependencies.database.runs.get(run.projectId, run.id))?.tags).toEqual(['vip']);
});

test('what it keeps has a limit', async () => {
  expect((await act('big')).failure).toMatchObject({ code: 'PIECE_FAILED', retryable: false });
});

test('it has its time, and no more', async () => {
  expect((await act('slow', { pieceTimeoutMs: 1_500 })).failure).toMatchObject({
    code: 'PIECE_TIMEOUT',
    retryable: false,
  });
});

test('options are asked of it with references resolved', async () => {
  const { projectId } = run;
  const call = {
    projectId,
    pieceName: NAME,
    pieceVersion: '1.0.0',
    actionOrTriggerName: 'options',
    propertyName: 'color',
  };
  const input = { prefix: "{{connections['mine'].type}}" };
  const signal = new AbortController().signal;
  const answer = await callPiece({ kind: 'options', ...call, input, searchValue: 'r' }, pieces.dependencies, signal);
  expect(answer).toMatchObject({ options: { options: [{ label: 'SECRET_TEXT', value: 'r' }] } });
});
