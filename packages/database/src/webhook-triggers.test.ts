import { compile, type Definition, definitionHash, type WebhookSignature, withoutSecrets } from '@perdura/definition';
import { PathTaken } from './errors.ts';
import { newProject, useDatabase } from './testing/fixtures.ts';
import type { CompiledDefinition } from './versions.ts';

const held = useDatabase();
let paths = 0;

function hooked(path: string, signature?: WebhookSignature): CompiledDefinition {
  const whole: Definition = {
    trigger: { type: 'webhook', path, ...(signature === undefined ? {} : { signature }) },
    nodes: [],
    edges: [],
  };
  const { definition, secrets } = withoutSecrets(whole);
  const hash = definitionHash(definition);
  return { definition, plan: compile(whole), hash, ...(secrets === null ? {} : { triggerSecrets: secrets }) };
}

async function stored(compiled: CompiledDefinition) {
  const { database } = held;
  const project = await newProject(database);
  const { userId, projectId } = project;
  const fields = { userId, name: 'hooked', description: '', enabled: true, scheduleDesired: null };
  const made = await database.workflows.create(projectId, { ...fields, compiled });
  return { ...made, ...project };
}

function newPath(): string {
  paths += 1;
  return `orders/${paths}`;
}

const secretsAt = async (path: string) => (await held.database.webhookTriggers.listeningAt(path))?.secrets;

test('a path finds the enabled workflow that listens at it, letter by letter', async () => {
  const path = newPath();
  const { database } = held;
  const { workflow, projectId, userId } = await stored(hooked(`/${path}`));
  expect(await database.webhookTriggers.listeningAt(path)).toMatchObject({
    workflow: { id: workflow.id },
    secrets: [],
  });
  expect(await database.webhookTriggers.listeningAt(path.toUpperCase())).toBeNull();
  await database.workflows.update(projectId, workflow.id, { userId, enabled: false });
  expect(await database.webhookTriggers.listeningAt(path)).toBeNull();
});

test('one workflow of the installation has a path, until it is deleted or moves', async () => {
  const { database } = held;
  const path = newPath();
  const first = await stored(hooked(path));
  await expect(stored(hooked(path))).rejects.toThrow(PathTaken);
  const second = await stored(hooked(newPath()));
  const move = () =>
    database.workflows.update(second.projectId, second.workflow.id, { userId: 'u', compiled: hooked(path) });
  await expect(move()).rejects.toThrow(PathTaken);
  const same = { userId: 'u', compiled: hooked(path, { scheme: 'none' }) };
  expect(await database.workflows.update(first.projectId, first.workflow.id, same)).toMatchObject({
    version: { version: 2 },
  });
  await database.workflows.remove(first.projectId, first.workflow.id);
  expect(await move()).toMatchObject({ version: { version: 2 } });
});

test('of those who ask for a path at once, one gets it', async () => {
  const path = newPath();
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => stored(hooked(path))));
  const refused = asked.filter((each) => each.status === 'rejected');
  expect(refused).toHaveLength(7);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(PathTaken);
});

test('secrets are kept encrypted, beside definitions that only have masks of them', async () => {
  const { database } = held;
  const path = newPath();
  const signature = (secret: string | string[]): WebhookSignature => ({ scheme: 'github', secret });
  const { workflow, version, projectId, userId } = await stored(hooked(path, signature('canary-one')));
  expect(version.definition.trigger).toMatchObject({ signature: { secret: '***' } });
  expect(workflow.trigger).toMatchObject({ signature: { secret: '***' } });
  expect(await secretsAt(path)).toEqual(['canary-one']);
  const change = (compiled: CompiledDefinition) =>
    database.workflows.update(projectId, workflow.id, { userId, compiled });

  await change(hooked(path, signature(['canary-two', '***'])));
  expect(await secretsAt(path)).toEqual(['canary-two', 'canary-one']);
  expect(await database.webhookTriggers.keptSecrets(projectId, workflow.id)).toBe(2);
  await change(hooked(path, signature('***')));
  expect(await secretsAt(path)).toEqual(['canary-two']);
  await database.workflows.update(projectId, workflow.id, { userId, name: 'renamed' });
  expect(await secretsAt(path)).toEqual(['canary-two']);
  await change(hooked(path, { scheme: 'github', connection: 'c' }));
  expect(await secretsAt(path)).toEqual([]);
  await change(hooked(path, signature('***')));
  expect(await secretsAt(path)).toEqual([]);
});

test('a definition that was not taken apart beforehand is stored without its secret all the same', async () => {
  const path = newPath();
  const compiled = hooked(path, { scheme: 'github', secret: 'canary-whole' });
  const trigger = { type: 'webhook' as const, path, signature: { scheme: 'github' as const, secret: 'canary-whole' } };
  const { triggerSecrets: _secrets, ...rest } = compiled;
  const { version } = await stored({ ...rest, definition: { ...compiled.definition, trigger } });
  expect(JSON.stringify(version)).not.toContain('canary-whole');
  expect(await secretsAt(path)).toEqual(['canary-whole']);
});
