import { type JsonObject, wireId } from '@perdura/definition';
import type { RunIdentity } from '@perdura/definition/run';
import type { CreatedPieceWait, NewPieceWait, PieceHost } from '@perdura/pieces';
import { replyByChannel } from '../../channels/reply.ts';
import type { NodeContext } from '../../node-context.ts';
import { pieceFiles } from './piece-files.ts';
import { pieceStore } from './piece-store.ts';
import { publishedFlows } from './published-flows.ts';

/** The waits that one call made, by request id: until when each lasts. */
export type MadeWaits = Map<string, Date | null>;

/**
 * What a worker answers to the piece of a step, within the bounds of its project.
 *
 * @param waits is told of the waits that the call makes
 */
export function stepHost(context: NodeContext, waits: MadeWaits): PieceHost {
  const { run, nodeId, dependencies, secrets } = context;
  const { projectId } = run;
  return {
    store: pieceStore(dependencies.database, { projectId, flowId: run.workflowId }),
    files: pieceFiles(dependencies, { projectId, runId: run.id, stepName: nodeId }),
    connection: (name) => dependencies.pieces.connections.use(projectId, name, secrets),
    boundHosts: () => secrets.boundHosts,
    listFlows: (filter) => publishedFlows(dependencies.database, projectId, filter),
    projectExternalId: async () => null,
    addTag: (name) => addTag(name, context),
    replyByChannel: ({ channel, conversation, text, data }) =>
      replyByChannel({ channel, conversation, text, data }, context),
    updateOutput: async (output) => context.log('info', `Output so far: ${JSON.stringify(output)}`),
    createWait: (wait) => createWait(wait, context, waits),
    log: context.log,
  };
}

/** The wait is stored before the piece knows its address, so that a request to it is never too early. */
export async function createWait(
  { type, number, until }: Pick<NewPieceWait, 'type' | 'number' | 'until'>,
  context: NodeContext,
  waits: MadeWaits,
): Promise<CreatedPieceWait> {
  const { run, nodeId, iteration, input, dependencies } = context;
  const { pieceWaits } = dependencies.database;
  const after = input.resume?.requestId ?? null;
  const step = { runId: run.id, nodeId, iteration };
  const kind = type === 'DELAY' ? 'delay' : 'webhook';
  const adopted =
    kind === 'webhook' && takesOver(input.node.config) ? await pieceWaits.adopt(run.projectId, step) : null;
  const place = { ...step, after, ordinal: number };
  const wait =
    adopted ??
    (await pieceWaits.open(run.projectId, place, { kind, until: until === undefined ? null : timeOf(until) }));
  if (wait === null) throw new Error('The run has ended: nothing can wait in it.');
  waits.set(wait.requestId, wait.until);
  return { requestId: wait.requestId, resumeUrl: resumeUrl(run, wait.requestId, context) };
}

/** This action waits for the links that one of the same piece made before, in another step of the run. */
function takesOver({ pieceName, actionName }: JsonObject): boolean {
  return pieceName === '@activepieces/piece-approval' && actionName === 'wait_for_approval';
}

function resumeUrl({ id }: RunIdentity, requestId: string, { dependencies }: NodeContext): string {
  return `${dependencies.settings.publicUrl}/v1/flow-runs/${wireId(id)}/requests/${requestId}`;
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error(`Found ${JSON.stringify(text)} where a time was expected.`);
  return time;
}

const MAX_TAG_CHARACTERS = 128;

async function addTag(name: string, { run, dependencies }: NodeContext): Promise<void> {
  if (name === '' || name.length > MAX_TAG_CHARACTERS) {
    throw new Error(`A tag has 1 to ${MAX_TAG_CHARACTERS} characters; found one of ${name.length}.`);
  }
  await dependencies.database.runTags.add(run.projectId, run.id, name);
}
