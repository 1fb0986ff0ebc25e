import fc from 'fast-check';
import { compile } from '../compile/compile.ts';
import { type Fault, NODE_TYPES, type NodeType } from '../definition.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { validateDefinition } from './validate-definition.ts';

const id = fc.constantFrom('a', 'b', 'c', 'my-id', 'trigger', '__proto__', 'a b', '');
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '{{a.result}}',
    '{{ b.x + 1 }}',
    '{{',
    '}}',
    '{{ "',
    'a > ',
    'nodes["b"].result',
    '0 9 * * *',
    'https://x.test',
    'a@b.c',
    '\0',
    '\ud800',
  ),
);
const garbage = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, '', 'true'),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(text, fc.constantFrom('id', 'type', 'config', '__proto__', 'constructor', 'from', 'to')),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

const duration = fc.constantFrom<unknown>('5s', 'P1D', '', 'soon', '{{a.result}}', 0, null);
const approvers = fc.oneof(garbage, fc.array(fc.constantFrom('a@b.c', 'user:x', 'group:y', '{{a.result}}', 'z')));

const config = fc.record(
  {
    prompt: text,
    tool: text,
    input: garbage,
    url: text,
    method: text,
    headers: fc.dictionary(text, text),
    timeoutMs: fc.oneof(text, fc.integer()),
    expression: fc.oneof(text, garbage),
    to: fc.oneof(text, fc.array(text)),
    subject: text,
    body: text,
    responseSchema: garbage,
    temperature: fc.double(),
    duration,
    until: text,
    event: fc.oneof(text, fc.constant('a.b')),
    filter: text,
    timeout: duration,
    onTimeout: fc.constantFrom('fail', 'branch', 'approve', '{{a.x}}', 'x'),
    items: fc.oneof(text, garbage),
    condition: text,
    maxIterations: fc.integer(),
    concurrency: fc.integer(),
    workflowId: text,
    code: fc.oneof(text, fc.constantFrom('return input', 'await 1; return {', '}) (')),
    status: fc.integer(),
    message: text,
    approvers,
    required: fc.oneof(fc.integer({ min: -1, max: 4 }), fc.constant('all')),
    escalate: fc.oneof(garbage, fc.array(fc.record({ after: duration, approvers }))),
    reminders: fc.record({ every: duration, max: fc.integer() }, { requiredKeys: [] }),
    form: garbage,
  },
  { requiredKeys: [] },
);

/** What each type asks for, so that sound nodes of it are met too; a loop gets its body where it is made. */
const needed: Readonly<Record<NodeType, object>> = {
  'ai-generate': { prompt: 'x' },
  'tool-call': { tool: 'iot' },
  'http-request': { url: 'https://x.test' },
  condition: { expression: 'true' },
  'email-send': { to: 'a@b.c', subject: 's', body: 'b' },
  delay: { duration: '5s' },
  'wait-for-event': { event: 'a.b', timeout: '1d', onTimeout: 'branch' },
  switch: { expression: 'trigger.data' },
  'for-each': { items: [1] },
  while: { condition: 'last < index' },
  'sub-workflow': { workflowId: 'w' },
  transform: { expression: { a: '{{trigger.data}}' } },
  code: { code: 'return input' },
  respond: { body: 1 },
  fail: { message: 'x' },
  approval: { approvers: ['a@b.c'] },
  'channel-reply': { text: 'hi' },
  'table-query': { table: 't' },
  'table-write': { table: 't', operation: 'delete', id: 'x' },
};

const edge = fc.record(
  { from: id, to: id, condition: fc.constantFrom('true', 'false', 'error', 'timeout', 'default', 'x') },
  { requiredKeys: ['from', 'to'] },
);

/** Nodes and edges, with bodies of the same kind within loops; half of the nodes are sound by themselves. */
const graph = fc.letrec<{ graph: { nodes: unknown; edges: unknown } }>((tie) => ({
  graph: fc.record({
    nodes: fc.array(nodeWith(tie('graph')), { maxLength: 5 }),
    edges: fc.array(edge, { maxLength: 6 }),
  }),
})).graph;

function nodeWith(body: fc.Arbitrary<unknown>) {
  const policies = {
    retry: garbage,
    join: fc.constantFrom<unknown>('all', 'any', 1, 2, 0),
    timeoutMs: fc.integer(),
    onError: fc.constantFrom('fail', 'continue', 'park', 'x'),
    skip: fc.oneof(fc.boolean(), text),
    compensate: fc.record({ type: fc.constantFrom<unknown>(...NODE_TYPES, 1), config }, { requiredKeys: [] }),
  };
  const broken = fc.record(
    { id, type: fc.constantFrom(...NODE_TYPES), config, ...policies },
    { requiredKeys: ['id', 'type'] },
  );
  const whole = fc
    .tuple(fc.uuid(), fc.constantFrom(...NODE_TYPES), body)
    .map(([uuid, type, inner]) => ({ id: uuid, type, config: withBody(type, needed[type], inner) }));
  return fc.oneof(broken, whole);
}

function withBody(type: NodeType, given: object, body: unknown): object {
  return nodeSpecs[type].bodyNames === undefined ? given : { ...given, body };
}

const policies = {
  timeoutMs: fc.integer(),
  concurrency: fc.oneof(garbage, fc.record({ limit: fc.integer(), policy: text, key: text }, { requiredKeys: [] })),
  rateLimit: fc.oneof(garbage, fc.record({ limit: fc.integer(), per: duration })),
  priority: fc.integer({ min: -1, max: 7 }),
  onFailure: fc.oneof(garbage, fc.record({ workflowId: text })),
  tags: fc.oneof(garbage, fc.array(text, { maxLength: 30 })),
  businessKey: fc.oneof(garbage, text),
  retentionDays: fc.integer(),
  tool: fc.oneof(garbage, fc.record({ name: text, inputSchema: garbage }, { requiredKeys: [] })),
};
const trigger = fc.record(
  {
    type: fc.constantFrom('manual', 'cron', 'event', 'x'),
    schedule: text,
    timezone: text,
    event: text,
    filter: text,
    jitter: text,
  },
  { requiredKeys: [] },
);
const structured = fc.oneof(
  fc.record(
    {
      trigger: fc.oneof(trigger, garbage),
      nodes: fc.oneof(fc.array(nodeWith(graph), { maxLength: 6 }), garbage),
      edges: fc.oneof(fc.array(edge, { maxLength: 8 }), garbage),
      ...policies,
    },
    { requiredKeys: [] },
  ),
  graph,
);

/** Replaces the value at one place of a JSON value, counted in the order of the document. */
function mutate(value: unknown, place: number, by: unknown): unknown {
  let left = place % (JSON.stringify(value).length / 8);
  const visit = (part: unknown): unknown => {
    if (left-- < 1 && left > -1) return by;
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(value);
}

/** A definition with one of everything, to start mutations from. */
const sound = {
  trigger: { type: 'cron', schedule: '*/5 9-17 * * mon-fri', timezone: 'Asia/Shanghai', catchupWindow: '10m' },
  nodes: [
    {
      id: 'fetch',
      type: 'tool-call',
      config: { tool: 'iot', input: { building: '{{trigger.data.building}}' } },
      retry: { attempts: 3 },
    },
    { id: 'check', type: 'condition', config: { expression: '{{fetch.result.count}} > 5' } },
    {
      id: 'my-ai',
      type: 'ai-generate',
      config: { prompt: 'x {{ fetch.result.map((d) => d.name) }}', maxTokens: 5 },
      join: 1,
    },
    {
      id: 'call',
      type: 'http-request',
      config: { url: 'https://x.test/{{run.id}}', headers: { 'X-A': 'b' }, body: { n: 1 } },
    },
    {
      id: 'mail',
      type: 'email-send',
      config: { to: ['a@b.c'], subject: 's', body: '{{my-ai.result}}' },
      onError: 'continue',
      skip: '{{trigger.data.quiet}}',
    },
    {
      id: 'each',
      type: 'for-each',
      config: {
        items: 'nodes["my-ai"].result || []',
        body: {
          nodes: [
            {
              id: 'ask',
              type: 'approval',
              config: { approvers: ['{{item.owner}}'], timeout: '30d', onTimeout: 'branch' },
            },
            { id: 'late', type: 'fail', config: { message: 'Nobody decided on {{index}}', code: 'LATE' } },
            {
              id: 'again',
              type: 'while',
              config: {
                condition: 'index < 3 && !poll.result',
                body: {
                  nodes: [
                    { id: 'pause', type: 'delay', config: { duration: '5s' } },
                    { id: 'poll', type: 'code', config: { code: 'return input', input: '{{item}}' } },
                  ],
                  edges: [{ from: 'pause', to: 'poll' }],
                },
              },
              compensate: { type: 'http-request', config: { url: 'https://x.test/{{again.result.iterations}}' } },
            },
          ],
          edges: [
            { from: 'ask', to: 'late', condition: 'timeout' },
            { from: 'ask', to: 'again', condition: 'approved' },
          ],
        },
      },
    },
  ],
  edges: [
    { from: 'my-ai', to: 'each' },
    { from: 'fetch', to: 'check' },
    { from: 'check', to: 'my-ai', condition: 'true' },
    { from: 'check', to: 'call', condition: 'false' },
    { from: 'my-ai', to: 'mail' },
    { from: 'my-ai', to: 'mail', condition: 'error' },
  ],
  timeoutMs: 60_000,
  concurrency: { limit: 2, key: '{{trigger.data.building}}' },
  tags: ['iot', '{{run.id}}'],
};
const mutated = fc
  .array(fc.tuple(fc.nat(), garbage), { minLength: 1, maxLength: 3 })
  .map((changes) => changes.reduce<unknown>((value, [place, by]) => mutate(value, place, by), sound));

/** Whether a fault has a place, and a message in which nothing was left open. */
function isClear({ pointer, message }: Fault): boolean {
  return (pointer === '' || pointer.startsWith('/')) && !/\{\w+\}|undefined|\[object/.test(message);
}

test('10,000 random definitions are answered without a throw; what is accepted compiles', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(structured, mutated, garbage), (input) => {
      // As it would arrive: through JSON text, which also makes own keys of `__proto__`.
      const value = JSON.parse(JSON.stringify(input)) as unknown;
      const result = validateDefinition(value, { locale: 'zh-CN', toolNames: new Set(['iot']) });
      if (result.ok) {
        accepted++;
        expect(compile(result.definition).nodes).toHaveLength(result.definition.nodes.length);
      } else {
        expect(result.faults.length).toBeGreaterThan(0);
        expect(result.faults.filter((fault) => !isClear(fault))).toEqual([]);
      }
    }),
    { numRuns: 10_000 },
  );
  expect(accepted).toBeGreaterThan(100);
}, 180_000);

test('the definition that mutations start from is sound', () => {
  expect(validateDefinition(sound, { locale: 'en' })).toMatchObject({ ok: true });
});
