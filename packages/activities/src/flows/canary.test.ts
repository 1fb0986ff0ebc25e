import type { JsonObject } from '@perdura/definition';
import type { RunIdentity } from '@perdura/definition/run';
import { type AttemptResult, attemptOn, nodeInput } from '../testing/node-call.ts';
import { newStageRun } from '../testing/stage-run.ts';
import { callPiece } from './call-piece.ts';
import { openPieceStage, type PieceStage } from './testing/piece-stage.ts';

const CANARY = 'canary-5f1c9e"秘密';
const FORMS = [
  CANARY,
  JSON.stringify(CANARY).slice(1, -1),
  encodeURIComponent(CANARY),
  Buffer.from(CANARY).toString('base64'),
];

let pieces: PieceStage;
let run: RunIdentity;
beforeAll(async () => {
  pieces = await openPieceStage();
  const { stage } = pieces;
  run = await newStageRun(stage);
  await stage.dependencies.database.connections.create(stage.projectId, {
    ...{ name: 'my-api', type: 'CUSTOM_AUTH' },
    value: { props: { base_url: 'https://api.example.com', key: CANARY } },
  });
});
afterAll(async () => {
  await pieces.close();
});

function attempt(type: 'code-step' | 'router' | 'loop' | 'piece', config: JsonObject): Promise<AttemptResult> {
  return attemptOn({ ...nodeInput(pieces.stage, type, config), run }, pieces.dependencies);
}

/** All that is kept of an attempt, as text, and what was logged. */
function keptOf({ output, failed, notes }: AttemptResult): string {
  const failure = failed === null ? null : { ...failed, message: failed.message, of: failed.failure.message };
  return JSON.stringify([output, failure, notes, pieces.stage.logged]);
}

function expectNoCanary(kept: string): void {
  for (const form of FORMS) expect(kept).not.toContain(form);
  expect(kept).toContain('[redacted]');
}

const code = (body: string): JsonObject => ({
  code: `export const code = async (inputs) => { ${body} };`,
  packageJson: '{}',
  input: { auth: "{{connections['my-api']}}", token: "Key {{connections['my-api'].props.key}}" },
  retry: false,
});

test.each([
  ['an output', 'return { ...inputs, base64: Buffer.from(inputs.auth.props.key).toString("base64") }'],
  ['a log line', 'console.log("token", inputs.token, JSON.stringify(inputs)); return 1'],
  ['a failure', 'throw new Error("refused: " + inputs.token)'],
])('%s of a code step has no value of a connection', async (_, body) => {
  const result = await attempt('code-step', code(body));
  expectNoCanary(keptOf(result));
});

test('a code step is given the value itself, and what is no secret stays readable', async () => {
  const { output } = await attempt(
    'code-step',
    code('return [inputs.auth.props.key.length, inputs.auth.props.base_url]'),
  );
  expect(output?.result).toEqual({ value: [CANARY.length, 'https://api.example.com'] });
});

test('neither routers nor loops show it', async () => {
  const conditions = [[{ firstValue: "{{connections['my-api']}}", operator: 'EXISTS' }]];
  const branches = [{ branchType: 'CONDITION', branchName: 'a', conditions }];
  expectNoCanary(keptOf(await attempt('router', { executionType: 'EXECUTE_FIRST_MATCH', branches })));
  expectNoCanary(keptOf(await attempt('loop', { items: "{{connections['my-api'].props.key}}", gathers: false })));
});

test('a piece that echoes its input does not show it', async () => {
  const config = {
    ...{ pieceName: '@activepieces/piece-data-mapper', pieceVersion: '>=0.0.0', actionName: 'advanced_mapping' },
    ...{ propertySettings: {}, retry: false },
    input: { auth: "{{connections['my-api']}}", mapping: { token: "{{connections['my-api'].props.key}}" } },
  };
  const result = await attempt('piece', config);
  expect(result.failed).toBeNull();
  expectNoCanary(keptOf(result));
});

test('a connection of another project is not there', async () => {
  const { stage, dependencies } = pieces;
  const { id: projectId } = await stage.dependencies.database.projects.create({ name: 'other' });
  const input = { ...nodeInput(stage, 'code-step', code('return inputs')), run: { ...run, projectId } };
  const { output } = await attemptOn(input, dependencies);
  expect(output?.result).toEqual({ value: { auth: '', token: 'Key ' } });
});

test('a call outside of runs tells what a piece is', async () => {
  const piece = { pieceName: '@activepieces/piece-delay', pieceVersion: '>=0.0.0' };
  const signal = new AbortController().signal;
  const described = await callPiece({ kind: 'describe', ...piece }, pieces.dependencies, signal);
  expect(described).toMatchObject({ name: '@activepieces/piece-delay', actions: { delayFor: { props: {} } } });
});
