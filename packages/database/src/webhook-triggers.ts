import type { Rewrapped } from './rewrap.ts';
import { rewrapSecrets } from './rewrap.ts';
import type { Store } from './store.ts';
import { openSecrets, secretContext } from './webhook-secrets.ts';
import type { VersionedWorkflow, WorkflowRepository } from './workflows.ts';

/** A workflow that a webhook starts, with its newest version. */
export interface WebhookTarget extends VersionedWorkflow {
  /** The secrets that its author wrote out, in the clear; none where connections hold them. */
  secrets: string[];
}

/** Workflows as the requests of others find them. */
export interface WebhookTriggerRepository {
  /** Any project: the enabled workflow that listens at a path. @throws SecretUnreadable */
  listeningAt(path: string): Promise<WebhookTarget | null>;
  /** How many secrets are kept that masks in the definition of a workflow stand for. */
  keptSecrets(projectId: string, workflowId: string): Promise<number>;
  /** Any project: encrypts with the first key all that was encrypted with another. */
  rewrap(): Promise<Rewrapped>;
}

export function webhookTriggerRepository(
  store: Store,
  workflows: Pick<WorkflowRepository, 'getVersioned'>,
): WebhookTriggerRepository {
  const { sql, keys } = store;
  return {
    async listeningAt(path) {
      const [found] = await sql<{ id: string; projectId: string; secret: string | null }>(LISTENING, [path], 'webhook');
      if (found === undefined) return null;
      const { id, projectId, secret } = found;
      const versioned = await workflows.getVersioned(projectId, id);
      // Changed or deleted between the two looks: what it says now counts.
      if (versioned === null || versioned.workflow.triggerType !== 'webhook') return null;
      return { ...versioned, secrets: openSecrets(keys, secret, secretContext(projectId, id)) };
    },
    async keptSecrets(projectId, workflowId) {
      const [found] = await sql<{ secret: string | null }>(
        `SELECT trigger_secret AS "secret" FROM workflows
         WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL`,
        [workflowId, projectId],
      );
      return openSecrets(keys, found?.secret ?? null, secretContext(projectId, workflowId)).length;
    },
    rewrap: () => rewrapSecrets(store, 'workflows', secretContext),
  };
}

const LISTENING = `
  SELECT id, project_id AS "projectId", trigger_secret AS "secret" FROM workflows
  WHERE trigger_path = $1 AND deleted_at IS NULL AND enabled`;
