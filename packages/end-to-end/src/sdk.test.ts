import { readFileSync } from 'node:fs';
import { freePort, type Mailbox, startMailbox } from '@perdura/embedded';
import * as sdk from '@perdura/sdk';
import { eventually } from '@perdura/testkit';
import { HttpLedger } from './testing/http-ledger.ts';
import { runProgram, sectionsOf } from './testing/programs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const { createClient, flow, webhook } = sdk;
const SECTIONS = sectionsOf('sdk.md');
const PAGE = readFileSync(new URL('./fixtures/workflows-page.txt', import.meta.url), 'utf8');
const PLACEHOLDERS = ['flow_id', 'run_id', 'folder_id', 'connection_id', 'table_id', 'mcp_server_id', 'invitation_id'];

let stack: Stack;
let mailbox: Mailbox;
let receiver: HttpLedger;

beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: await freePort(), httpPort: await freePort() });
  receiver = await new HttpLedger().listen();
  stack = await startStack({ sharedStores: true, environment: { SMTP_URL: mailbox.smtpUrl } });
  process.env.PERDURA_API_URL = stack.api.url;
  process.env.PERDURA_API_KEY = stack.apiKey;
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await receiver?.close();
  await mailbox?.close();
});

/** What an example has at hand: the client, and what stands for the reader's own mailbox and server. */
function scopeOf(client: sdk.PerduraClient): Record<string, unknown> {
  return {
    ...sdk,
    client,
    console: { log: () => undefined },
    readToken: (kind: string, who: string) =>
      eventually(() => newestToken(kind, who), { what: `the mail of ${kind} to ${who}` }),
    receiver: {
      url: `${receiver.url}/hook`,
      next: () => eventually(() => receiver.arrivals[0], { what: 'a delivery' }),
    },
  };
}

/** The last part of the address in the newest mail of that kind. */
function newestToken(kind: string, who: string): string | null {
  const mail = mailbox
    .messages()
    .find((each) => each.text.includes(kind) && (each.to.includes(who) || each.text.includes(who)));
  const link = mail?.text.match(/https?:\/\/[^\s"'<>]+/g)?.find((address) => address.includes(kind));
  return link === undefined ? null : (/[^/=#]+$/.exec(link)?.[0] ?? null);
}

test('the page shows every call, and has many sections', () => {
  expect(SECTIONS.length).toBeGreaterThan(15);
  const shown = SECTIONS.map(({ program }) => program).join('\n');
  const client = createClient({ baseUrl: 'http://127.0.0.1:1' }) as unknown as Record<string, object>;
  const missing = Object.entries(client)
    .filter(([, group]) => typeof group === 'object')
    .flatMap(([group, resource]) =>
      methodsOf(resource)
        .filter((method) => !shown.includes(`.${group}.${method}(`))
        .map((method) => `${group}.${method}`),
    );
  expect(missing).toEqual([]);
});

test.each(SECTIONS.map(({ title, program }): [string, string] => [title, program]))('%s', async (title, program) => {
  const client = createClient({ baseUrl: stack.api.url, apiKey: stack.apiKey, locale: 'en' });
  const { client: given, ...others } = scopeOf(client);
  // The first section makes the client.
  await runProgram(program, title === 'Begin' ? others : { ...others, client: given });
});

test.each([false, true])(
  'each call of the page is made as it is written there; through a gateway: %s',
  async (gateway) => {
    const client = createClient({ baseUrl: stack.api.url, apiKey: stack.apiKey, gateway });
    const suffix = gateway ? ' (gateway)' : '';
    const ids = await makeThings(client, `Kept${suffix}`);
    const spare = await makeThings(client, `Gone${suffix}`);
    // What a line deletes is not what the others read.
    const program = PAGE.split('\n')
      .map((line) => withIds(line, line.includes('.delete') ? spare : ids))
      .join('\n');
    const found: Record<string, unknown> = {};
    await runProgram(
      `${program}\nObject.assign(found, { flows, flow, newFlow, result, runs, run, folders, updated,
    connections, pieces, status, tables, table, records, servers, server, newServer, invitations, automations });`,
      { client, found },
    );
    expect(found).toMatchObject({
      flow: { id: ids.flow_id, status: 'ENABLED' },
      newFlow: { version: { displayName: 'New Lead Notification' } },
      run: { id: ids.run_id, steps: expect.any(Object) },
      updated: { id: ids.folder_id, displayName: 'Updated Name' },
      status: { pieces: expect.any(Object) },
      table: { id: ids.table_id },
      server: { id: ids.mcp_server_id },
      newServer: { name: 'My MCP', token: expect.stringMatching(/^[0-9A-Za-z]{21}$/) },
    });
    for (const list of [
      'flows',
      'runs',
      'folders',
      'connections',
      'tables',
      'records',
      'servers',
      'invitations',
      'automations',
    ]) {
      expect(found[list]).toEqual(expect.any(Array));
    }
    expect(found.pieces).toHaveLength(20);
  },
);

/** One of each thing that the page names, in the words of the page. */
async function makeThings(client: sdk.PerduraClient, name: string): Promise<Record<string, string>> {
  const { workflows } = client;
  const made = await workflows.importFlow(flow(name).trigger(webhook()).build(), { publish: true });
  const { runId } = await workflows.triggerFlow(made.id, {});
  await workflows.waitForRun(runId, { timeoutMs: 60_000 });
  const email = `${name.replaceAll(/\W/g, '')}@example.com`;
  const [folder, connection, table, server, invitation] = await Promise.all([
    workflows.createFolder({ displayName: name }),
    workflows.upsertConnection({ name, type: 'SECRET_TEXT', value: { secret_text: 'x' } }),
    workflows.createTable({ name }),
    workflows.createMcpServer({ name }),
    workflows.createInvitation({ type: 'PROJECT', email, projectRole: 'viewer' }),
  ]);
  const things = [made, { id: runId }, folder, connection, table, server, invitation];
  const ids = Object.fromEntries(PLACEHOLDERS.map((placeholder, index) => [placeholder, things[index]?.id ?? '']));
  return { ...ids, project_id: stack.projectId };
}

function withIds(line: string, ids: Record<string, string>): string {
  return line.replaceAll(/"(\w+_id)"/g, (whole, placeholder: string) => JSON.stringify(ids[placeholder] ?? whole));
}

function methodsOf(resource: object): string[] {
  const names: string[] = [];
  for (let type = Object.getPrototypeOf(resource); type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    names.push(...Object.getOwnPropertyNames(type).filter((name) => name !== 'constructor'));
  }
  return names;
}
