import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort, type Mailbox, startMailbox } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';
import { checkHistories } from './testing/history-check.ts';
import { createWorkflow, endedRun, type RunDocument, startRun, stepOf } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

/** What an example's `expected.json` says; a start is either `data` or `event`. */
interface Expected {
  data?: object;
  event?: { type: string; data: object };
  status: string;
  steps: Record<string, string>;
  results?: Record<string, unknown>;
  attempts?: Record<string, number>;
  mail?: { to: string; subject: string };
}

const FOLDER = fileURLToPath(new URL('../../../examples/', import.meta.url));
const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let stack: Stack;
let mailbox: Mailbox;
let unreachable: string;

beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: await freePort(), httpPort: await freePort() });
  stack = await startStack({ environment: { SMTP_URL: mailbox.smtpUrl } });
  unreachable = `http://127.0.0.1:${await freePort()}`;
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await mailbox?.close();
}, 60_000);

test('there are examples', () => {
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(4);
});

test.each(EXAMPLES)('%s does what it says', async (name) => {
  const workflowId = await createWorkflow(stack, read(name, 'definition.json'));
  const expected: Expected = read(name, 'expected.json');
  const run = await endedRun(stack, await start(workflowId, expected));

  expect(run.workflowId).toBe(workflowId);
  expect(run.triggeredBy).toBe(expected.event === undefined ? 'api' : 'event');
  expect({ status: run.status, error: run.error }).toEqual({ status: expected.status, error: null });
  expect(Object.fromEntries(run.stepResults.map(({ nodeId, status }) => [nodeId, status]))).toEqual(expected.steps);
  for (const [nodeId, result] of Object.entries(expected.results ?? {})) {
    expect(stepOf(run, nodeId).result).toEqual(result);
  }
  for (const [nodeId, attempts] of Object.entries(expected.attempts ?? {})) {
    expect(stepOf(run, nodeId).attempts).toBe(attempts);
  }
  if (expected.mail !== undefined) await expectMail(run, expected.mail);
  // What later examples must not be started by.
  await stack.call('DELETE', `/v1/workflows/${workflowId}`);
});

test('the templates of the examples were filled in', () => {
  const texts = mailbox.messages().map(({ subject, text }) => `${subject}\n${text}`);
  expect(texts.filter((text) => text.includes('{{'))).toEqual([]);
  expect(texts.find((text) => text.startsWith('Order A-17 failed'))).toContain('NETWORK_ERROR');
  expect(texts.find((text) => text.startsWith('巡检报告'))?.toLowerCase()).toContain('demo');
});

test('history says the same as Temporal', async () => {
  expect(await checkHistories(stack)).toEqual({ runs: EXAMPLES.length, byStatus: { completed: EXAMPLES.length } });
});

async function start(workflowId: string, { data, event }: Expected): Promise<string> {
  if (event === undefined) return startRun(stack, workflowId, data);
  const answer = await stack.call<{ runIds: string[] }>('POST', '/v1/events', { body: event });
  expect(answer.status).toBe(202);
  const known = answer.body.runIds[0];
  if (known !== undefined) return known;
  const first = await eventually(async () => {
    const { body } = await stack.call<{ runs: RunDocument[] }>('GET', `/v1/workflows/${workflowId}/runs`);
    return body.runs[0];
  });
  return first.id;
}

async function expectMail(run: RunDocument, { to, subject }: { to: string; subject: string }): Promise<void> {
  const message = mailbox.messages().find((one) => one.subject === subject);
  expect(message?.to).toContain(to);
  const sent = run.stepResults.find((step) => step.nodeType === 'email-send' && step.status === 'success');
  expect(sent?.result).toMatchObject({ messageId: message?.messageId, rejected: [] });
}

function read<Shape>(name: string, file: string): Shape {
  const text = readFileSync(`${FOLDER}${name}/${file}`, 'utf8');
  return JSON.parse(text.replaceAll('{{unreachable}}', unreachable)) as Shape;
}
