import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServiceRule } from './scripted-service.ts';

/** One run of an example, as its `expected.json` tells it: how it starts, what happens meanwhile, what comes of it. */
export interface ExampleCase {
  /** Where an example has several cases. */
  title?: string;
  /** Tables that it works with, as the API makes them. */
  tables?: { name: string; fields: object[] }[];
  /** The start: the data of a call, an event, a delivery to a webhook, or a message. */
  data?: object;
  event?: { type: string; data: object };
  webhook?: WebhookCall;
  /** A channel that it works with, and the message that comes in by it. */
  channel?: { name: string; type: string; settings?: object };
  message?: object;
  /** What the service behind `https://api.example.com` answers; 200 with `{accepted: true}` to all else. */
  service?: ServiceRule[];
  /** What the test does while the run is live, one after the other. */
  meanwhile?: Action[];
  status: string;
  /** Error of the run; none unless told. */
  error?: { code: string; message?: string; nodeId: string | null };
  /** Status of every step by node id; of a node in loops, those of its rounds in order. */
  steps: Record<string, string | string[]>;
  /** Results of steps. `<any>` stands for whatever is there. */
  results?: Record<string, unknown>;
  attempts?: Record<string, number>;
  /** Result of the run. */
  result?: unknown;
  /** What the run answered to its caller. */
  response?: unknown;
  tags?: string[];
  businessKey?: string;
  /** Every request that the service got, in order. */
  requests?: string[];
  /** Mails that arrived; `text` is a part of theirs. */
  mails?: { to: string; subject: string; text?: string }[];
  /** All runs of the workflow in each of these files, oldest first. */
  runs?: Record<string, { status: string; triggeredBy?: string; result?: unknown }[]>;
}

/** A delivery, signed as GitHub signs, and what a synchronous webhook answers it. */
export interface WebhookCall {
  path: string;
  secret: string;
  deliveryId: string;
  body: unknown;
  answer: { status: number; body: unknown };
}

/** A step of `meanwhile`: exactly one of these. */
export interface Action {
  /** Waits until a run, or one of its steps, has a status; `error` is the code that a parked step holds. */
  until?: { run?: string; nodeId?: string; iteration?: string; status: string; error?: string };
  /** Decides by the link in the mail to `by` whose text has `about` in it. */
  decide?: { by: string; about?: string; decision: 'approve' | 'reject'; comment?: string; form?: unknown };
  publish?: { type: string; data?: object; correlationKey?: string };
  /** Body of `POST /v1/runs/{id}/resume`. */
  resume?: object;
  /** Starts one more run, to be named `as`; `refused` is the code of the refusal that is expected. */
  start?: { as: string; data?: object; refused?: string };
}

const FOLDER = fileURLToPath(new URL('../../../../examples/', import.meta.url));

/** Names of all examples of workflows; those of flows have a folder of their own. */
export function exampleNames(): string[] {
  const entries = readdirSync(FOLDER, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== 'flows').map(({ name }) => name);
}

/** The runs that an example describes. */
export function casesOf(name: string): ExampleCase[] {
  const cases: ExampleCase | ExampleCase[] = JSON.parse(textOf(name, 'expected.json'));
  return Array.isArray(cases) ? cases : [cases];
}

/** Files of an example that hold workflows beside its `definition.json`, which they may not name. */
export function otherWorkflowsOf(name: string): string[] {
  return readdirSync(`${FOLDER}${name}`).filter(
    (file) => file.endsWith('.json') && !['definition.json', 'expected.json'].includes(file),
  );
}

export function textOf(name: string, file: string): string {
  return readFileSync(`${FOLDER}${name}/${file}`, 'utf8');
}
