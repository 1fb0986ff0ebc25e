import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mailbox, waitUntil } from '@perdura/embedded';
import { isObject } from './json-file.ts';
import type { Output } from './progress.ts';

const WAIT_SECONDS = 60;

export interface ExampleContext {
  root: string;
  apiUrl: string;
  apiKey: string;
  mailbox: Mailbox | null;
  output: Output;
}

/** Creates the documented example when it is not there yet, runs it to its end and tells what it did. */
export async function runExample(context: ExampleContext): Promise<void> {
  const { output } = context;
  const definition: unknown = JSON.parse(
    await readFile(join(context.root, 'examples/daily-inspection/definition.json'), 'utf8'),
  );
  if (!isObject(definition)) throw new Error('examples/daily-inspection/definition.json holds no object.');
  const id = await findOrCreate(context, definition);
  const since = Date.now();
  const run = await call(context, 'POST', `/v1/workflows/${id}/run?wait=${WAIT_SECONDS}`, {
    data: { building: 'A栋' },
  });
  output(`  Run ${textOf(run.runId)} of ${textOf(definition.name)}: ${textOf(run.status)}`);
  const steps = Array.isArray(run.stepResults) ? run.stepResults.filter(isObject) : [];
  for (const step of steps) {
    const outcome = step.error ?? step.result;
    output(`    ${textOf(step.nodeId).padEnd(8)} ${textOf(step.status).padEnd(8)} ${shortened(outcome, 100)}`);
  }
  if (run.status !== 'completed') output(`  It did not complete: ${shortened(run.error ?? run.status, 300)}`);
  else if (context.mailbox !== null) await showMail(context, context.mailbox, since);
}

async function findOrCreate(context: ExampleContext, definition: Record<string, unknown>): Promise<string> {
  const name = textOf(definition.name);
  const list = await call(context, 'GET', `/v1/workflows?limit=200&q=${encodeURIComponent(name)}`);
  const workflows = Array.isArray(list.workflows) ? list.workflows.filter(isObject) : [];
  const known = workflows.find((workflow) => workflow.name === name);
  if (known !== undefined) return textOf(known._id);
  const created = await call(context, 'POST', '/v1/workflows', definition);
  context.output(`  Created ${name} (${textOf(created.id)})`);
  return textOf(created.id);
}

async function showMail(context: ExampleContext, mailbox: Mailbox, since: number): Promise<void> {
  const mail = await waitUntil(
    () => mailbox.messages().find((message) => Date.parse(message.receivedAt) >= since) ?? null,
    { timeoutMs: 15_000, what: 'the mail of the example' },
  );
  context.output(`  Mail to ${mail.to.join(', ')}: ${mail.subject}`);
  context.output(`    ${shortened(mail.text, 200)}`);
}

async function call(
  context: ExampleContext,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${context.apiUrl}${path}`, {
    method,
    headers: { 'x-api-key': context.apiKey, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    signal: AbortSignal.timeout((WAIT_SECONDS + 30) * 1_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${shortened(text, 500)}`);
  const answer: unknown = JSON.parse(text);
  if (!isObject(answer)) throw new Error(`${method} ${path} answered no object: ${shortened(text, 200)}`);
  return answer;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(value ?? '');
}

/** One line of at most that many characters. */
function shortened(value: unknown, length: number): string {
  const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replaceAll(/\s+/g, ' ').trim();
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
