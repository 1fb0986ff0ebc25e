import { eventually } from '@perdura/testkit';
import { queryRows } from './database-rows.ts';
import { codeStep, pieceTrigger, publishFlow, readFlowRun, storedIdOf } from './flows.ts';
import type { PolledSite } from './polled-site.ts';
import type { Stack } from './stack.ts';

/** A flow that is polled. */
export interface PolledFlow {
  flowId: string;
  /** By which the tables and Temporal know it. */
  storedId: string;
}

/** Connects the WordPress piece with a site, and publishes a flow that notes the id of each new post; only tests poll it. */
export async function publishPolledFlow(stack: Stack, site: PolledSite, siteUrl: string): Promise<PolledFlow> {
  const pieceName = '@activepieces/piece-wordpress';
  const props = { username: 'reader', password: 'a password', website_url: siteUrl };
  const connection = { externalId: site.name, displayName: site.name, pieceName, type: 'CUSTOM_AUTH' };
  const body = { ...connection, projectId: stack.projectId, value: { type: 'CUSTOM_AUTH', props } };
  const { status } = await stack.call('POST', '/v1/app-connections', { body });
  if (status !== 200) throw new Error(`The connection was answered with ${status}`);
  const trigger = pieceTrigger('wordpress', 'new_post', { auth: `{{connections['${site.name}']}}` });
  const note = codeStep('note', 'export const code = async ({ id }) => id;', { id: '{{trigger.id}}' });
  const flowId = await publishFlow(stack, site.name, { ...trigger, nextAction: note });
  const storedId = await storedIdOf(stack, site.name);
  await endRhythm(stack, storedId);
  return { flowId, storedId };
}

/** A poll by the clock would come between those of the test; what is only paused is put right again. */
async function endRhythm(stack: Stack, storedId: string): Promise<void> {
  const wanted = JSON.stringify({ schedule: '0 0 29 2 *' });
  const sql = 'UPDATE workflows SET trigger = trigger::jsonb || $2::jsonb WHERE id = $1 RETURNING id';
  const changed = await queryRows(stack, sql, [storedId, wanted]);
  if (changed.length === 0) throw new Error(`Flow ${storedId} has no row`);
  await stack.temporalClient.schedule.getHandle(`cron-${storedId}`).pause();
}

/** Has a flow polled as its schedule does, and answers the id of the workflow that does it. */
export async function poll(stack: Stack, { storedId }: PolledFlow): Promise<string> {
  const schedule = stack.temporalClient.schedule.getHandle(`cron-${storedId}`);
  const { numActionsTaken: before } = (await schedule.describe()).info;
  await schedule.trigger();
  return await eventually(
    async () => {
      const { numActionsTaken, recentActions } = (await schedule.describe()).info;
      const { action } = recentActions.at(-1) ?? {};
      return numActionsTaken > before && action?.type === 'startWorkflow' ? action.workflow.workflowId : null;
    },
    { what: 'the poll to begin' },
  );
}

/** Waits for the end of a poll, and says what came of it and how often it was attempted. */
export async function pollOutcome(stack: Stack, pollId: string): Promise<{ runIds: string[]; attempts: number }> {
  const handle = stack.temporalClient.workflow.getHandle(pollId);
  const { runIds } = (await handle.result()) as { runIds: string[] };
  const { events } = await handle.fetchHistory();
  const attempts = (events ?? []).map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0);
  return { runIds, attempts: Math.max(...attempts) };
}

/** The posts that runs of a polled flow were for, once these have ended. */
export async function notedPosts(stack: Stack, runIds: readonly string[]): Promise<unknown[]> {
  const posts: unknown[] = [];
  for (const id of runIds) {
    const ended = async () => {
      const run = await readFlowRun(stack, id);
      return run.status === 'SUCCEEDED' ? run : null;
    };
    const { steps } = await eventually(ended, { timeoutMs: 90_000, what: `run ${id} to end` });
    posts.push(steps.note?.output);
  }
  return posts;
}
