import { pieceOutbound } from '@perdura/activities';
import type { JsonObject, JsonValue } from '@perdura/definition';
import {
  createPieceLibrary,
  createPieceRunner,
  type PieceCall,
  type PieceHost,
  type PieceResponse,
} from '@perdura/pieces';

const PROJECT = 'baseline';
const PIECE = { name: '@activepieces/piece-webhook', version: '0.1.29' };

export interface Answered {
  output: JsonValue;
  response: PieceResponse | null;
}

/** The two steps of the automation by hand: the same children, the same piece, and nothing around them. */
export function createPieceActivities() {
  const runner = createPieceRunner({ outbound: pieceOutbound(['127.0.0.1'], []) });
  const library = createPieceLibrary({ installs: 'none' });

  async function call(request: PieceCall): Promise<Answered> {
    const result = await runner.call(request, ASKS_NOTHING);
    if (result.kind !== 'done') throw new Error(JSON.stringify(result));
    return { output: result.output, response: result.response ?? null };
  }

  return {
    runCode: ({ code, input }: { code: string; input: JsonObject }): Promise<Answered> =>
      call({ kind: 'code', projectId: PROJECT, code, packages: null, input }),
    async returnResponse({ runId, input }: { runId: string; input: JsonObject }): Promise<Answered> {
      const server = { apiUrl: 'http://127.0.0.1/', publicUrl: 'http://127.0.0.1/', token: '' };
      return await call({
        ...{ kind: 'action', projectId: PROJECT, piece: await library.home(PIECE.name, PIECE.version) },
        ...{ action: 'return_response', step: 'step_2', runId, input, propertySettings: {} },
        ...{ flow: { id: 'flow', versionId: 'version' }, server },
      });
    },
  };
}

export type PieceActivities = ReturnType<typeof createPieceActivities>;

const refused = () => Promise.reject(new Error('the steps of the bench ask for nothing'));

const ASKS_NOTHING: PieceHost = {
  store: { get: refused, put: refused, delete: refused },
  files: { write: refused, read: refused },
  ...{ connection: refused, listFlows: refused, projectExternalId: refused, addTag: refused },
  ...{ updateOutput: refused, createWait: refused, replyByChannel: refused, log: () => undefined },
};
