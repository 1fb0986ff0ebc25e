import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '@perdura/testkit';
import type { Answer } from './call-api.ts';
import { queryRows } from './database-rows.ts';
import { type FlowRunDocument, publishFlow, readFlowRun } from './flows.ts';
import { type ServiceRule, startScriptedService } from './scripted-service.ts';
import type { Stack } from './stack.ts';

/** One run of an example of a flow, as its `expected.json` tells it: how it starts, and what comes of it. */
export interface FlowExampleCase {
  /** Where an example has several cases. */
  title?: string;
  /** The start by a request to the flow's webhook, whose caller waits unless told. */
  request?: { body: unknown; sync?: boolean };
  /** The start by the schedule of the trigger, so many times; the case is about the last run. */
  fires?: number;
  /** What the flow shows as its schedule. */
  schedule?: { cronExpression: string; timezone: string };
  /** What the service behind `https://api.example.com` answers; 200 with `{accepted: true}` to all else. */
  service?: ServiceRule[];
  /** Once a step waits: the address, in the output of a step (`links.approvalLink`), that is then followed. */
  resume?: { step: string; link: string; answer: ShownAnswer };
  /** What the request was answered. */
  answer?: ShownAnswer;
  status: string;
  failedStep?: string;
  /** Status of every step outside of loops. */
  steps: Record<string, string>;
  /** Outputs of steps. `<any>` stands for whatever is there. */
  outputs?: Record<string, unknown>;
  /** Names of the steps that each round of a loop ran. */
  rounds?: Record<string, string[][]>;
  /** Every request that the service got, in order. */
  requests?: string[];
}

export interface ShownAnswer {
  status: number;
  body: unknown;
}

/** One case, carried out to its end. */
export interface FlowExampleRun {
  run: FlowRunDocument;
  answer: ShownAnswer | null;
  resumed: ShownAnswer | null;
  schedule: unknown;
  requests: string[];
}

const FOLDER = fileURLToPath(new URL('../../../../examples/flows/', import.meta.url));
const SERVICE = 'https://api.example.com';
const LIVE = ['QUEUED', 'RUNNING', 'PAUSED'];

/** Every case of every example of a flow, with the names of both. */
export function flowExamples(): [name: string, title: string, FlowExampleCase][] {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const cases: FlowExampleCase[] = JSON.parse(readFileSync(`${FOLDER}${name}/expected.json`, 'utf8'));
    return cases.map((one): [string, string, FlowExampleCase] => [name, one.title ?? 'does what it says', one]);
  });
}

/** Imports and publishes a flow, starts it, follows what it waits for, and waits for the end of its run. */
export async function carryOutFlow(stack: Stack, name: string, example: FlowExampleCase): Promise<FlowExampleRun> {
  const service = await startScriptedService(example.service ?? []);
  try {
    const text = readFileSync(`${FOLDER}${name}/flow.json`, 'utf8').replaceAll(SERVICE, service.url);
    const { displayName, trigger }: { displayName: string; trigger: object } = JSON.parse(text);
    const flowId = await publishFlow(stack, displayName, trigger);
    const { body } = await stack.call<{ triggerSource: { schedule: unknown } }>('GET', `/v1/flows/${flowId}`);
    const answer = example.request ? await callFlow(stack, flowId, example.request) : null;
    for (let fired = 1; fired <= (example.fires ?? 0); fired += 1) await fire(stack, flowId, fired);
    const resumed = example.resume ? await follow(stack, flowId, example.resume) : null;
    const run = await lastEndedRun(stack, flowId);
    await stack.call('DELETE', `/v1/flows/${flowId}`);
    return { run, answer, resumed, schedule: body.triggerSource.schedule, requests: service.requests() };
  } finally {
    await service.close();
  }
}

async function callFlow(stack: Stack, flowId: string, { body, sync = true }: { body: unknown; sync?: boolean }) {
  return shown(await stack.call('POST', `/v1/webhooks/${flowId}${sync ? '/sync' : ''}`, { body, key: null }));
}

/** Temporal names what a schedule starts by the second: two in one second would be one. */
const FIRE_PAUSE_MS = 1_100;

/** Temporal may need a minute and more to notice that the run before has ended, and begins no other before. */
const FIRE_TIMEOUT_MS = 150_000;

/** Has the schedule of the newest flow fire now, and waits until that many runs have ended. */
async function fire(stack: Stack, flowId: string, runs: number): Promise<void> {
  await pause(FIRE_PAUSE_MS);
  const newest = "SELECT id FROM workflows WHERE form = 'flow' ORDER BY id DESC LIMIT 1";
  const [row] = await queryRows<{ id: string }>(stack, newest);
  // The schedule may not have heard yet that the run before has ended, and would skip this one.
  await stack.temporalClient.schedule.getHandle(`cron-${row?.id}`).trigger('BUFFER_ONE');
  await eventually(async () => (await endedRuns(stack, flowId)).length === runs, {
    timeoutMs: FIRE_TIMEOUT_MS,
    what: `${runs} runs of the schedule to end`,
  });
}

async function follow(stack: Stack, flowId: string, { step, link }: { step: string; link: string }) {
  const address = await eventually(
    async () => {
      const run = await newestRun(stack, flowId);
      if (run?.steps[step]?.status !== 'PAUSED') return null;
      const [name = '', field = ''] = link.split('.');
      const output = run.steps[name]?.output;
      return typeof output === 'object' && output !== null ? Reflect.get(output, field) : null;
    },
    { timeoutMs: 90_000, what: `the step ${step} to wait` },
  );
  const { pathname, search } = new URL(String(address));
  return shown(await stack.call('GET', `${pathname}/sync${search}`, { key: null }));
}

function lastEndedRun(stack: Stack, flowId: string): Promise<FlowRunDocument> {
  return eventually(
    async () => {
      const run = await newestRun(stack, flowId);
      return run !== null && !LIVE.includes(run.status) ? run : null;
    },
    { timeoutMs: 90_000, what: 'the run of the flow to end' },
  );
}

async function newestRun(stack: Stack, flowId: string): Promise<FlowRunDocument | null> {
  const [newest] = await runsOf(stack, flowId);
  return newest === undefined ? null : readFlowRun(stack, newest.id);
}

async function endedRuns(stack: Stack, flowId: string): Promise<unknown[]> {
  return (await runsOf(stack, flowId)).filter(({ status }) => !LIVE.includes(status));
}

async function runsOf(stack: Stack, flowId: string): Promise<{ id: string; status: string }[]> {
  const path = `/v1/flow-runs?flowId=${flowId}`;
  return (await stack.call<{ data: { id: string; status: string }[] }>('GET', path)).body.data;
}

function shown({ status, body }: Answer<unknown>): ShownAnswer {
  return { status, body };
}
