import type { Person } from '@perdura/database';
import { storableText } from '@perdura/database';
import { type ApprovalConfig, type JsonValue, parseDuration } from '@perdura/definition';
import { schemaFaults, UnusableSchema } from '@perdura/definition/strict-json-schema';
import { stateOf } from '../approvals/approval-state.ts';
import { mailApprovers } from '../approvals/mail-approvers.ts';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import type { NodeContext } from '../node-context.ts';

/** Longest message of a task, in characters; the rest is cut. */
const MAX_MESSAGE = 20_000;
/** Reminders of a node that sets no `max`. */
const DEFAULT_REMINDERS = 10;

/**
 * Makes the task and mails the approvers of its first level; the interpreter does the waiting. A repeat finds the task
 * and the mails that were sent. Mails that cannot be sent now do not fail the step: housekeeping sends them.
 *
 * @throws {StepFailure} CONFIG_INVALID for approvers whom nobody knows, for more approvals than there are approvers,
 *   and for a form that is no usable schema
 */
export async function approval(config: ApprovalConfig, context: NodeContext): Promise<JsonValue> {
  const { dependencies, run, nodeId, iteration, input, signal } = context;
  const { database } = dependencies;
  requireUsableForm(config);
  const people = await requireApprovers(config, context);
  const openedAt = new Date(input.now);
  const task = await database.approvals.open(run.projectId, {
    ...{ runId: run.id, nodeId, iteration, people, message: messageOf(config, context) },
    escalation: config.escalate.map(({ approvers }) => approvers),
    required: config.required === 'all' ? null : config.required,
    form: config.form ?? null,
    onTimeout: config.onTimeout,
    allowSelf: config.allowSelf,
    deadline: config.timeout === undefined ? null : new Date(openedAt.getTime() + durationMs(config.timeout)),
    createdAt: openedAt,
  });
  if (task === null)
    throw new StepFailure(FAILURE_CODES.runNotFound, `There is no run ${run.id}.`, { retryable: false });
  const { refused, later } = await mailApprovers(dependencies, task, signal);
  for (const reason of refused) context.warn(reason);
  if (later !== null) context.warn(`Some approvers could not be mailed yet, which is tried again: ${later.message}`);
  // Somebody may have decided while others were still being mailed.
  const latest = (await database.approvals.get(run.projectId, task.id)) ?? task;
  context.open({
    type: 'approval',
    taskId: task.id,
    state: await stateOf(database, latest),
    ...remindersOf(config),
    escalateAfterMs: config.escalate.map(({ after }) => durationMs(after)),
    onTimeout: config.onTimeout,
  });
  return null;
}

function remindersOf({ reminders }: ApprovalConfig) {
  if (reminders === undefined) return { remindEveryMs: null, maxReminders: 0 };
  return { remindEveryMs: durationMs(reminders.every), maxReminders: reminders.max ?? DEFAULT_REMINDERS };
}

/** The people of level 1. Later levels are resolved when they are asked; here they only must name somebody. */
async function requireApprovers(config: ApprovalConfig, { dependencies, run }: NodeContext): Promise<Person[]> {
  const { approvals } = dependencies.database;
  const levels = [config.approvers, ...config.escalate.map(({ approvers }) => approvers)];
  const resolved = await Promise.all(levels.map((texts) => approvals.resolve(run.projectId, texts)));
  for (const [index, { unknown }] of resolved.entries()) {
    const pointer = index === 0 ? '/approvers' : `/escalate/${index - 1}/approvers`;
    if (unknown.length > 0) throw invalid(pointer, `${unknown.map(described).join(', ')} is not known in the project`);
  }
  const everybody = new Set(resolved.flatMap(({ people }) => people.map(({ by }) => by)));
  if (typeof config.required === 'number' && config.required > everybody.size) {
    throw invalid('/required', `${config.required} must approve, but only ${everybody.size} can be asked`);
  }
  return resolved[0]?.people ?? [];
}

function described(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

function requireUsableForm({ form }: ApprovalConfig): void {
  if (form === undefined) return;
  try {
    schemaFaults(form, {});
  } catch (error) {
    if (error instanceof UnusableSchema) throw invalid('/form', error.message);
    throw error;
  }
}

function messageOf({ message = '' }: ApprovalConfig, { warn }: NodeContext): string {
  if (message.length <= MAX_MESSAGE) return storableText(message);
  warn(`The message was cut to ${MAX_MESSAGE} characters.`);
  return storableText(`${message.slice(0, MAX_MESSAGE)}…`);
}

/** The schema has refused what is no duration. */
function durationMs(text: string): number {
  return parseDuration(text) ?? 0;
}

function invalid(pointer: string, reason: string): StepFailure {
  return new StepFailure(FAILURE_CODES.configInvalid, `At ${pointer}: ${reason}.`, { retryable: false });
}
