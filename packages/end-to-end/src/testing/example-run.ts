import { createHmac } from 'node:crypto';
import type { Mailbox, MailboxMessage } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';
import { type Action, type ExampleCase, otherWorkflowsOf, textOf, type WebhookCall } from './examples.ts';
import { createWorkflow, endedRun, type RunDocument, readRun, startRun, stepOf } from './runs.ts';
import { type ScriptedService, startScriptedService } from './scripted-service.ts';
import type { Stack } from './stack.ts';

export interface ExampleSetting {
  stack: Stack;
  mailbox: Mailbox;
  /** An address that nothing listens at. */
  unreachable: string;
}

/** One case of an example, carried out to its end. */
export interface ExampleRun {
  run: RunDocument;
  /** Ids of the workflows by the file that defines them. */
  workflowIds: ReadonlyMap<string, string>;
  requests: string[];
  /** What the delivery to a webhook was answered; null for other starts. */
  answer: { status: number; body: unknown } | null;
  /** What arrived since it began. */
  mails(): MailboxMessage[];
  /** Removes what later examples must not be started by. */
  dispose(): Promise<void>;
}

/** The address in definitions for which the test puts its own service. */
const SERVICE = 'https://api.example.com';

/** Stores an example's workflows, starts it, does what is to be done meanwhile, and waits for its end. */
export async function carryOut(setting: ExampleSetting, name: string, example: ExampleCase): Promise<ExampleRun> {
  const service = await startScriptedService(example.service ?? []);
  try {
    const actor = new Actor(setting, name, service);
    await actor.furnish(example);
    await actor.store();
    const runId = await actor.begin(example);
    for (const action of example.meanwhile ?? []) await actor.act(action);
    const run = await endedRun(setting.stack, runId);
    return {
      run,
      workflowIds: actor.workflowIds,
      requests: service.requests(),
      answer: actor.answer,
      mails: () => actor.mails(),
      dispose: () => actor.dispose(),
    };
  } finally {
    await service.close();
  }
}

/** Name of the run that the case is about. */
const FIRST = 'first';
const DEFINITION = 'definition.json';

class Actor {
  readonly workflowIds = new Map<string, string>();
  /** What a webhook was answered. */
  answer: { status: number; body: unknown } | null = null;
  readonly #runIds = new Map<string, string>();
  readonly #usedLinks = new Set<string>();
  readonly #tableIds: string[] = [];
  #channel: { id: string; secret: string } | null = null;
  readonly #earlierMails: ReadonlySet<string>;
  readonly #setting: ExampleSetting;
  readonly #name: string;
  readonly #service: ScriptedService;

  constructor(setting: ExampleSetting, name: string, service: ScriptedService) {
    this.#setting = setting;
    this.#name = name;
    this.#service = service;
    this.#earlierMails = new Set(setting.mailbox.messages().map(({ id }) => id));
  }

  async furnish({ tables = [], channel }: ExampleCase): Promise<void> {
    if (channel !== undefined) await this.#openChannel(channel);
    for (const table of tables) {
      const { status, body } = await this.#stack.call<{ id: string }>('POST', '/v1/tables', { body: table });
      if (status !== 201) throw new Error(`the table ${table.name} is refused: ${JSON.stringify(body)}`);
      this.#tableIds.push(body.id);
    }
  }

  async store(): Promise<void> {
    for (const file of [...otherWorkflowsOf(this.#name), DEFINITION]) {
      const definition = this.#read(file);
      const { status, body } = await this.#stack.call('POST', '/v1/workflows?validate=true', { body: definition });
      if (status !== 200) throw new Error(`${this.#name}/${file} is refused: ${JSON.stringify(body)}`);
      this.workflowIds.set(file, await createWorkflow(this.#stack, definition));
    }
  }

  async begin({ data, event, webhook, message }: ExampleCase): Promise<string> {
    const workflowId = this.#workflowId(DEFINITION);
    const runId = webhook
      ? await this.#startByWebhook(webhook)
      : message
        ? await this.#startByMessage(message)
        : event
          ? await this.#startByEvent(workflowId, event)
          : await startRun(this.#stack, workflowId, this.#filled(data));
    this.#runIds.set(FIRST, runId);
    return runId;
  }

  async act({ until, decide, publish, resume, start }: Action): Promise<void> {
    if (until) await this.#until(until);
    if (decide) await this.#decide(decide);
    if (publish) await this.#expect(202, 'POST', '/v1/events', publish);
    if (resume) await this.#expect(202, 'POST', `/v1/runs/${this.#runId(FIRST)}/resume`, resume);
    if (start) await this.#start(start);
  }

  mails(): MailboxMessage[] {
    return this.#setting.mailbox.messages().filter(({ id }) => !this.#earlierMails.has(id));
  }

  async dispose(): Promise<void> {
    for (const id of this.workflowIds.values()) await this.#stack.call('DELETE', `/v1/workflows/${id}`);
    if (this.#channel !== null) await this.#stack.call('DELETE', `/v1/channels/${this.#channel.id}`);
    for (const id of this.#tableIds) await this.#stack.call('DELETE', `/v1/tables/${id}`);
  }

  get #stack(): Stack {
    return this.#setting.stack;
  }

  #workflowId(file: string): string {
    return this.workflowIds.get(file) ?? '';
  }

  #runId(name: string): string {
    const id = this.#runIds.get(name);
    if (id === undefined) throw new Error(`No run was started as "${name}"`);
    return id;
  }

  #read(file: string): object {
    const text = textOf(this.#name, file).replaceAll(SERVICE, this.#service.url);
    return JSON.parse(text.replace(/<id of ([^>]+)>/g, (_, other: string) => this.#workflowId(other)));
  }

  #filled(data: object = {}): object {
    return JSON.parse(JSON.stringify(data).replaceAll('{{unreachable}}', this.#setting.unreachable));
  }

  async #startByEvent(workflowId: string, event: object): Promise<string> {
    const { runIds } = await this.#expect<{ runIds: string[] }>(202, 'POST', '/v1/events', event);
    if (runIds[0] !== undefined) return runIds[0];
    const first = await eventually(async () => {
      const { body } = await this.#stack.call<{ runs: RunDocument[] }>('GET', `/v1/workflows/${workflowId}/runs`);
      return body.runs[0];
    });
    return first.id;
  }

  /** Delivers twice: the repeat must be answered alike. */
  async #startByWebhook({ path, secret, deliveryId, body }: WebhookCall): Promise<string> {
    const text = JSON.stringify(body);
    const signature = createHmac('sha256', secret).update(text).digest('hex');
    const headers = { 'x-github-delivery': deliveryId, 'x-hub-signature-256': `sha256=${signature}` };
    const deliver = () => this.#stack.call('POST', `/v1/hooks/${path}`, { body, headers, key: null });
    const [answer, repeat] = [await deliver(), await deliver()];
    const runId = answer.headers.get('x-run-id');
    if (runId === null || repeat.headers.get('x-run-id') !== runId) {
      throw new Error(`${path} was answered with ${answer.status}: ${JSON.stringify([answer.body, repeat.body])}`);
    }
    this.answer = { status: repeat.status, body: repeat.body };
    return runId;
  }

  async #openChannel(channel: object): Promise<void> {
    const body = JSON.parse(JSON.stringify(channel).replaceAll(SERVICE, this.#service.url));
    this.#channel = await this.#expect<{ id: string; secret: string }>(201, 'POST', '/v1/channels', body);
  }

  /** Brings a message twice, signed: the repeat must be the same one. */
  async #startByMessage(message: object): Promise<string> {
    const { id, secret } = this.#channel ?? { id: '', secret: '' };
    const headers = standardHeaders(secret, JSON.stringify(message));
    const path = `/v1/channels/${id}/messages`;
    const deliver = () => this.#stack.call<Accepted>('POST', path, { body: message, headers, key: null });
    const [answer, repeat] = [await deliver(), await deliver()];
    const [runId] = answer.body.runIds ?? [];
    if (runId === undefined || repeat.body.runIds[0] !== runId || !repeat.body.duplicate) {
      throw new Error(`${path} was answered with ${answer.status}: ${JSON.stringify([answer.body, repeat.body])}`);
    }
    return runId;
  }

  async #start({ as, data = {}, refused }: NonNullable<Action['start']>): Promise<void> {
    const path = `/v1/workflows/${this.#workflowId(DEFINITION)}/run`;
    if (refused === undefined) {
      this.#runIds.set(as, (await this.#expect<{ runId: string }>(202, 'POST', path, { data })).runId);
      return;
    }
    const { body } = await this.#stack.call<{ code: string }>('POST', path, { body: { data } });
    if (body.code !== refused) throw new Error(`Start "${as}" was to be refused: ${JSON.stringify(body)}`);
  }

  async #until({ run: name = FIRST, nodeId, iteration = '0', status, error }: NonNullable<Action['until']>) {
    await eventually(
      async () => {
        const run = await readRun(this.#stack, this.#runId(name));
        if (nodeId === undefined) return run.status === status;
        const step = stepOf(run, nodeId, iteration);
        return step.status === status && (error === undefined || step.error?.code === error);
      },
      { timeoutMs: 90_000, what: `${nodeId ?? 'the run'} of the run "${name}" to be ${status}` },
    );
  }

  async #decide({ by, about = '', ...decision }: NonNullable<Action['decide']>): Promise<void> {
    const link = await eventually(() => this.#linkFor(by, about), {
      timeoutMs: 90_000,
      what: `a mail to ${by} about "${about}"`,
    });
    this.#usedLinks.add(link);
    await this.#expect(200, 'POST', link, decision, null);
  }

  /** Path of the newest link that was mailed to somebody. */
  #linkFor(by: string, about: string): string | undefined {
    const links = this.mails()
      .filter(({ to, text }) => to.includes(by) && text.includes(about))
      .map(({ text }) => /\/approvals\/[\w.~-]+/.exec(text)?.[0] ?? '');
    return links.find((link) => link !== '' && !this.#usedLinks.has(link));
  }

  async #expect<Body>(wanted: number, method: string, path: string, body: object, key?: null): Promise<Body> {
    const answer = await this.#stack.call<Body>(method, path, { body, ...(key === null ? { key } : {}) });
    if (answer.status === wanted) return answer.body;
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}

/** What a message was answered. */
interface Accepted {
  runIds: string[];
  duplicate: boolean;
}

/** The headers of a delivery as Standard Webhooks signs it. */
function standardHeaders(secret: string, body: string): Record<string, string> {
  const [id, at] = [`delivery-${Date.now()}`, String(Math.floor(Date.now() / 1_000))];
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${mac}` };
}
