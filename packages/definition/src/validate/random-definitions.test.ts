import fc from 'fast-check';
import { compile } from '../compile/compile.ts';
import { type Fault, NODE_TYPES } from '../definition.ts';
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

const config = fc.record(
  {
    prompt: text,
    tool: text,
    input: garbage,
    url: text,
    method: text,
    headers: fc.dictionary(text, text),
    timeoutMs: fc.oneof(text, fc.integer()),
    expression: text,
    to: fc.oneof(text, fc.array(text)),
    subject: text,
    body: text,
    responseSchema: garbage,
    temperature: fc.double(),
  },
  { requiredKeys: [] },
);
const node = fc.record(
  {
    id,
    type: fc.constantFrom(...NODE_TYPES),
    config,
    retry: garbage,
    join: fc.constantFrom<unknown>('all', 'any', 1, 2, 0),
    timeoutMs: fc.integer(),
  },
  { requiredKeys: ['id', 'type'] },
);
const edge = fc.record(
  { from: id, to: id, condition: fc.constantFrom('true', 'false', 'error', 'x') },
  { requiredKeys: ['from', 'to'] },
);
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
const structured = fc.record(
  {
    trigger: fc.oneof(trigger, garbage),
    nodes: fc.oneof(fc.array(node, { maxLength: 6 }), garbage),
    edges: fc.oneof(fc.array(edge, { maxLength: 8 }), garbage),
  },
  { requiredKeys: [] },
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
    },
  ],
  edges: [
    { from: 'fetch', to: 'check' },
    { from: 'check', to: 'my-ai', condition: 'true' },
    { from: 'check', to: 'call', condition: 'false' },
    { from: 'my-ai', to: 'mail' },
    { from: 'my-ai', to: 'mail', condition: 'error' },
  ],
  timeoutMs: 60_000,
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
