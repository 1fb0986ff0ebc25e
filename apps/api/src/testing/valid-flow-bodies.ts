/** Bodies that routes of the flow engine must accept. */
import fc from 'fast-check';
import { json, name, object, word } from './body-values.ts';

export const appConnectionValue = fc.oneof(
  fc.record({ type: fc.constant('SECRET_TEXT'), value: fc.record({ secret_text: word }) }),
  fc.record({ type: fc.constant('BASIC_AUTH'), value: fc.record({ username: word, password: fc.string() }) }),
  fc.record({ type: fc.constant('CUSTOM_AUTH'), value: fc.record({ props: object }) }),
  fc.record({ type: fc.constant('OAUTH2'), value: fc.record({ access_token: word }) }),
  fc.constant({ type: 'NO_AUTH' }),
);

const codeStep = fc.constantFrom('step_1', 'step_2', 'step_3').map((step) => ({
  ...{ name: step, type: 'CODE', displayName: step, valid: true },
  settings: { sourceCode: { code: 'export const code = async () => 1;', packageJson: '{}' }, input: {} },
}));
const stepName = fc.constantFrom('trigger', 'step_1', 'step_2');
export const flowOperation = fc.oneof(
  fc.record({ type: fc.constant('CHANGE_NAME'), request: fc.record({ displayName: name }) }),
  fc.record({ type: fc.constant('ADD_ACTION'), request: fc.record({ parentStep: stepName, action: codeStep }) }),
  fc.record({ type: fc.constant('UPDATE_ACTION'), request: codeStep }),
  fc.record({
    type: fc.constant('DELETE_ACTION'),
    request: fc.record({ names: fc.array(stepName, { maxLength: 2 }) }),
  }),
  fc.record({ type: fc.constant('SAVE_SAMPLE_DATA'), request: fc.record({ stepName, payload: json }) }),
  fc.record({ type: fc.constant('UPDATE_METADATA'), request: fc.record({ metadata: object }) }),
  fc.record({ type: fc.constant('LOCK_FLOW') }),
);

export const retryStrategy = fc.constantFrom('FROM_FAILED_STEP', 'ON_LATEST_VERSION');
export const flowRunsChosen = fc.record(
  {
    flowRunIds: fc.constant(['6F3vRY0G2Xq9Lk4Tn8Qwe']),
    status: fc.constantFrom(['FAILED'], ['TIMEOUT', 'STOPPED'], 'SUCCEEDED'),
    createdAfter: fc.constantFrom('2026-01-01', '2026-01-01T00:00:00Z'),
    failedStepName: word,
    strategy: retryStrategy,
  },
  { requiredKeys: ['flowRunIds'] },
);

/** Lists of an MCP server: actions of pieces, which need not be known. */
export const mcpTools = fc.array(
  fc.record(
    {
      type: fc.constant('PIECE'),
      toolName: fc.option(name, { nil: null }),
      pieceMetadata: fc.record({ pieceName: word, pieceVersion: fc.constant('~0.1.0'), actionName: word }),
    },
    { requiredKeys: ['pieceMetadata'] },
  ),
  { maxLength: 3 },
);
