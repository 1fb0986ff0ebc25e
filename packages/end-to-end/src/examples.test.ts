import { freePort, type Mailbox, startMailbox } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';
import { carryOut, type ExampleRun } from './testing/example-run.ts';
import { casesOf, type ExampleCase, exampleNames } from './testing/examples.ts';
import { carryOutFlow, type FlowExampleRun, flowExamples } from './testing/flow-examples.ts';
import { checkHistories } from './testing/history-check.ts';
import { endedRun, type RunDocument, stepOf } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const CASES = exampleNames().flatMap((name) =>
  casesOf(name).map((example): [string, string, ExampleCase] => [name, example.title ?? 'does what it says', example]),
);

let stack: Stack;
let mailbox: Mailbox;
let unreachable: string;

beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: await freePort(), httpPort: await freePort() });
  stack = await startStack({ sharedStores: true, environment: { SMTP_URL: mailbox.smtpUrl } });
  unreachable = `http://127.0.0.1:${await freePort()}`;
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await mailbox?.close();
});

test('there are examples', () => {
  expect(exampleNames().length).toBeGreaterThanOrEqual(20);
});

test.each(CASES)('%s: %s', async (name, _title, expected) => {
  const done = await carryOut({ stack, mailbox, unreachable }, name, expected);
  const { run } = done;

  expect(run.triggeredBy).toBe(originOf(expected));
  if (expected.webhook) expect(done.answer).toEqual(open(expected.webhook.answer));
  expect({ status: run.status, error: run.error }).toEqual({ status: expected.status, error: errorOf(expected) });
  expect(statusesOf(run)).toEqual(expected.steps);
  for (const [nodeId, result] of Object.entries(expected.results ?? {})) {
    expect({ nodeId, result: stepOf(run, nodeId).result }).toEqual({ nodeId, result: open(result) });
  }
  for (const [nodeId, attempts] of Object.entries(expected.attempts ?? {})) {
    expect({ nodeId, attempts: stepOf(run, nodeId).attempts }).toEqual({ nodeId, attempts });
  }
  for (const field of ['result', 'response', 'tags', 'businessKey'] as const) {
    if (expected[field] !== undefined) expect({ [field]: run[field] }).toEqual({ [field]: open(expected[field]) });
  }
  if (expected.requests !== undefined) expect(done.requests).toEqual(expected.requests);
  await expectMails(done, expected);
  await expectRuns(done, expected);
  await done.dispose();
});

const FLOWS = flowExamples();

test.each(FLOWS)(
  'flow %s: %s',
  async (name, _title, expected) => {
    const done = await carryOutFlow(stack, name, expected);
    const { run } = done;
    expect({ status: run.status, failedStep: run.failedStep?.name }).toEqual({
      status: expected.status,
      failedStep: expected.failedStep,
    });
    expect(Object.fromEntries(Object.entries(run.steps).map(([step, { status }]) => [step, status]))).toEqual(
      expected.steps,
    );
    for (const [step, output] of Object.entries(expected.outputs ?? {})) {
      expect({ step, output: run.steps[step]?.output }).toEqual({ step, output: open(output) });
    }
    for (const [loop, rounds] of Object.entries(expected.rounds ?? {})) expect(roundsOf(run, loop)).toEqual(rounds);
    expect(done.answer).toEqual(open(expected.answer ?? null));
    expect(done.resumed).toEqual(open(expected.resume?.answer ?? null));
    if (expected.schedule !== undefined) expect(done.schedule).toMatchObject(expected.schedule);
    if (expected.requests !== undefined) expect(done.requests).toEqual(expected.requests);
  },
  450_000,
);

function roundsOf(run: FlowExampleRun['run'], loop: string): string[][] {
  const output = run.steps[loop]?.output as { iterations?: Record<string, unknown>[] };
  return (output.iterations ?? []).map((round) => Object.keys(round));
}

test('the templates of the examples were filled in', () => {
  const texts = mailbox.messages().map(({ subject, text }) => `${subject}\n${text}`);
  expect(texts.filter((text) => text.includes('{{'))).toEqual([]);
  expect(texts.find((text) => text.startsWith('Order A-17 failed'))).toContain('NETWORK_ERROR');
  expect(texts.find((text) => text.startsWith('巡检报告'))?.toLowerCase()).toContain('demo');
});

test('history says the same as Temporal', async () => {
  expect((await checkHistories(stack)).runs).toBeGreaterThanOrEqual(CASES.length + FLOWS.length);
});

function originOf({ webhook, message, event }: ExampleCase): string {
  if (webhook) return 'webhook';
  if (message) return 'channel';
  return event ? 'event' : 'api';
}

function errorOf({ error }: ExampleCase): unknown {
  return error === undefined ? null : { message: expect.anything(), ...error };
}

/** Statuses by node id: one, or those of all rounds in their order. */
function statusesOf(run: RunDocument): ExampleCase['steps'] {
  const rounds = new Map<string, [iteration: string, status: string][]>();
  for (const { nodeId, iteration, status } of run.stepResults) {
    rounds.set(nodeId, [...(rounds.get(nodeId) ?? []), [iteration, status]]);
  }
  return Object.fromEntries(Array.from(rounds, ([nodeId, steps]) => [nodeId, inOrder(steps)]));
}

function inOrder(steps: [iteration: string, status: string][]): string | string[] {
  const sorted = steps.toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }));
  const statuses = sorted.map(([, status]) => status);
  return statuses.length === 1 ? (statuses[0] ?? '') : statuses;
}

/** The value with `<any>` matching whatever is there. */
function open(value: unknown): unknown {
  if (value === '<any>') return expect.anything();
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, open(entry)]));
}

async function expectMails({ run, mails }: ExampleRun, expected: ExampleCase): Promise<void> {
  for (const { to, subject, text = '' } of expected.mails ?? []) {
    const message = await eventually(() => mails().find((one) => one.subject === subject), {
      what: `the mail "${subject}"`,
    });
    expect(message.to).toContain(to);
    expect(message.text).toContain(text);
    const sent = run.stepResults.filter((step) => step.nodeType === 'email-send' && step.status === 'success');
    for (const { result } of sent) expect(result).toMatchObject({ rejected: [] });
  }
}

async function expectRuns({ workflowIds }: ExampleRun, { runs = {} }: ExampleCase): Promise<void> {
  for (const [file, expected] of Object.entries(runs)) {
    const ids = await eventually(async () => {
      const path = `/v1/workflows/${workflowIds.get(file)}/runs`;
      const { body } = await stack.call<{ runs: RunDocument[] }>('GET', path);
      return body.runs.length >= expected.length ? body.runs.map(({ id }) => id).toReversed() : null;
    });
    const found = await Promise.all(ids.map((id) => endedRun(stack, id)));
    expect(found).toMatchObject(expected);
  }
}
