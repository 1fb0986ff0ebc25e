import type { WorkflowPolicies } from '@perdura/definition';
import { createEvaluator } from '@perdura/sandbox';
import { type RunToBe, runPolicies } from './run-policies.ts';

const evaluator = createEvaluator({ threads: 1 });
afterAll(() => evaluator.close());

const RUN: RunToBe = {
  ...{ id: 'r1', projectId: 'p1', workflowId: 'w1', version: 2, triggeredBy: 'api' },
  createdAt: new Date('2026-04-12T09:00:00Z'),
  data: { customer: 'a', n: 20, long: 'x'.repeat(300), nul: 'a\0b', half: '\ud800' },
};

async function policies(given: WorkflowPolicies) {
  const complaints: object[] = [];
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: (fields: object) => void complaints.push(fields), error: silent };
  const definition = { ...given, trigger: { type: 'manual' }, nodes: [], edges: [] } as const;
  const rendered = await runPolicies({ evaluator, logger }, { ...definition, nodes: [], edges: [] }, RUN);
  return { ...rendered, complaints };
}

test('a definition without policies gives the defaults', async () => {
  expect(await policies({})).toEqual({ tags: [], businessKey: null, priority: 3, slot: null, complaints: [] });
});

test('expressions over trigger and run are evaluated', async () => {
  const rendered = await policies({
    tags: ['{{ trigger.data.n * 2 }}', ' {{ run.triggeredBy }} ', '{{ trigger.data.missing }}'],
    businessKey: '{{ run.createdAt }}/{{ run.id }}',
    concurrency: { limit: 2, policy: 'skip', key: '{{ trigger.data.n > 10 ? "big" : "small" }}' },
    rateLimit: { limit: 5, per: 'PT1M' },
    priority: 1,
  });
  expect(rendered).toEqual({
    ...{ tags: ['40', 'api'], businessKey: '2026-04-12T09:00:00.000Z/r1', priority: 1, complaints: [] },
    slot: { key: 'w1:big', limit: 2, policy: 'skip', rate: { limit: 5, perMs: 60_000 } },
  });
});

test('a rate limit alone has the slot that all runs share, without a limit', async () => {
  const { slot } = await policies({ rateLimit: { limit: 5, per: '1h' } });
  expect(slot).toEqual({ key: 'w1:', limit: null, policy: 'queue', rate: { limit: 5, perMs: 3_600_000 } });
});

test.each([
  ['throws', '{{ trigger.data.missing.deep() }}'],
  ['never ends', '{{ (() => { while (true); })() }}'],
  ['cannot be read', '{{ 1 + }}'],
  ['is too long', '{{ trigger.data.long }}'],
  ['cannot be stored', '{{ trigger.data.nul }}'],
  ['is half a character', '{{ trigger.data.half }}'],
])('a template that %s leaves its field empty and is told', async (_, template) => {
  const { tags, businessKey, complaints } = await policies({ tags: ['kept', template], businessKey: template });
  expect({ tags, businessKey }).toEqual({ tags: ['kept'], businessKey: null });
  expect(complaints).toMatchObject([{ runId: 'r1', field: '/tags/1' }, { field: '/businessKey' }]);
});

test('a broken key of concurrency falls back to the slot that all runs share', async () => {
  const { slot, complaints } = await policies({ concurrency: { limit: 1, key: '{{ trigger.data.x.y() }}' } });
  expect(slot?.key).toBe('w1:');
  expect(complaints).toMatchObject([{ field: '/concurrency/key' }]);
});

test('a long key, or one that cannot be stored, stands by its hash', async () => {
  for (const key of ['{{ trigger.data.long }}', '{{ trigger.data.nul }}', '{{ trigger.data.half }}']) {
    const { slot, complaints } = await policies({ concurrency: { limit: 1, key } });
    expect(slot?.key).toMatch(/^w1:sha256:[0-9a-f]{64}$/);
    expect(complaints).toEqual([]);
  }
});
