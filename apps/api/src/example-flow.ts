import { createHash } from 'node:crypto';
import { type Database, idAt, NameTaken, type ProjectRow } from '@perdura/database';
import type { FlowAction, FlowTrigger } from '@perdura/definition';

const CODE = `export const code = async (inputs) => {
  return { greeting: \`Hello, \${inputs.name || 'world'}!\` };
};`;

const RESPONSE: FlowAction = {
  name: 'step_2',
  type: 'PIECE',
  displayName: 'Return Response',
  valid: true,
  settings: {
    pieceName: '@activepieces/piece-webhook',
    pieceVersion: '~0.1.29',
    actionName: 'return_response',
    input: { responseType: 'json', fields: { status: 200, headers: {}, body: '{{step_1}}' }, respond: 'stop' },
    propertySettings: {},
  },
};

const GREETING: FlowAction = {
  name: 'step_1',
  type: 'CODE',
  displayName: 'Greet',
  valid: true,
  settings: { sourceCode: { code: CODE, packageJson: '{}' }, input: { name: '{{trigger.body.name}}' } },
  nextAction: RESPONSE,
};

const TRIGGER: FlowTrigger = {
  name: 'trigger',
  type: 'PIECE_TRIGGER',
  displayName: 'Catch Webhook',
  valid: true,
  settings: {
    pieceName: '@activepieces/piece-webhook',
    pieceVersion: '~0.1.29',
    triggerName: 'catch_webhook',
    input: { authType: 'none', authFields: {} },
    propertySettings: {},
  },
  nextAction: GREETING,
};

/**
 * Makes a project's first flow, a draft: clients learn their project from the first flow that they list. A repeat makes
 * none, even where somebody deleted it.
 */
export async function ensureExampleFlow(
  database: Pick<Database, 'flows'>,
  project: ProjectRow,
  userId: string,
): Promise<void> {
  const hash = createHash('sha256').update(`example flow of ${project.id}`).digest('hex');
  const content = { displayName: 'Example: answer a webhook', trigger: TRIGGER, valid: true, schemaVersion: '22' };
  const version = { ...content, connectionIds: [], notes: [], updatedBy: userId };
  try {
    const id = idAt(project.createdAt, hash);
    await database.flows.create(project.id, { id, userId, folderId: null, metadata: null, version });
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error;
  }
}
