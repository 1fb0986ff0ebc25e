import { createScope, type JsonObject, type JsonValue, type Scope } from '@perdura/definition';
import { createEvaluator } from '@perdura/sandbox';
import fc from 'fast-check';
import { StepFailure } from '../failures.ts';
import { renderConfig } from './render-config.ts';

const evaluator = createEvaluator({ threads: 2 });
afterAll(() => evaluator.close());

const devices = [
  { id: 1, name: '空调', on: true },
  { id: 2, name: 'pump', on: false },
];

function exampleScope(): Scope {
  return createScope({
    trigger: { data: { building: 'A栋', floors: 3, note: null } },
    run: { id: 'r1', version: 2 },
    nodes: {
      fetch: { status: 'success', result: { devices, total: 2 }, error: null },
      'my-id': { status: 'success', result: 'dashed', error: null },
      skipped: { status: 'skipped', result: null, error: null },
      broken: { status: 'failed', result: null, error: { code: 'HTTP_STATUS', message: 'answered 500' } },
    },
    locals: { item: 'third', index: 2 },
  });
}

async function render(config: JsonObject, codeFields: string[] = [], scope = exampleScope()) {
  const warnings: string[] = [];
  const options = { codeFields, scope, evaluator, signal: new AbortController().signal };
  const rendered = await renderConfig(config, { ...options, warn: (message) => void warnings.push(message) });
  return { rendered, warnings };
}

async function failureOf(config: JsonObject, codeFields: string[] = []): Promise<StepFailure> {
  const failure = await render(config, codeFields).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StepFailure);
  return failure as StepFailure;
}

describe('templates', () => {
  test.each<[text: string, value: JsonValue, warnings: string[]]>([
    ['plain text', 'plain text', []],
    ['{{ fetch.result }}', { devices, total: 2 }, []],
    ['{{fetch.result.total}}', 2, []],
    ['{{ fetch.result.devices[1].on }}', false, []],
    ['{{ fetch.result.devices.length }}', 2, []],
    ['{{ nodes["my-id"].result }}', 'dashed', []],
    ['{{ my-id.result }}', 'dashed', []],
    ['{{ trigger.data.building }}', 'A栋', []],
    ['{{ run.id }} v{{ run.version }}', 'r1 v2', []],
    ['{{ item }}/{{ index }}', 'third/2', []],
    ['{{ trigger.data.note }}', null, []],
    ['note: {{ trigger.data.note }}.', 'note: .', []],
    ['all: {{ fetch.result.devices[0] }}', 'all: {"id":1,"name":"空调","on":true}', []],
    ['{{ fetch.result.x }}', null, ['fetch.result.x is missing: null was used']],
    ['[{{ fetch.result.x.y.z }}]', '[]', ['fetch.result.x.y.z is missing: null was used']],
    ['{{ skipped.result.anything }}', null, ['skipped.result.anything is missing: null was used']],
    ['{{ skipped.status }}', 'skipped', []],
    ['{{ broken.error.code }}: {{ broken.error.message }}', 'HTTP_STATUS: answered 500', []],
    ['{{ fetch.result.constructor }}', null, ['fetch.result.constructor is missing: null was used']],
    ['{{ fetch.result.__proto__.polluted }}', null, ['fetch.result.__proto__.polluted is missing: null was used']],
    ['{{ fetch.result.total * 2 }}', 4, []],
    ['{{ fetch.result.devices.map((device) => device.name).join(", ") }} up', '空调, pump up', []],
    ['{{ `}}` + "}}" }}', '}}}}', []],
    ['{{ {a: {b: 1}} }}', { a: { b: 1 } }, []],
    ['{{ 0 / 0 }}', null, ['At /field: NaN has no JSON form: null was used']],
    ['{{ 1 }}{{ null }}{{ [2] }}{{ "x" }}', '1[2]x', []],
    ['{{ late.result ?? late.status }}', 'running', ['late has not ended: its result was taken as null']],
  ])('%s', async (text, value, warnings) => {
    expect(await render({ field: text })).toEqual({ rendered: { field: value }, warnings });
  });

  test('are found at any depth, and keep the order of the fields', async () => {
    const config = { a: '{{ 1 + 1 }}', b: [{ c: '{{ run.id }}' }, '{{ 2 + 2 }}', 7, null], d: 'x{{ 3 }}' };
    const { rendered } = await render(config);
    expect(JSON.stringify(rendered)).toBe('{"a":2,"b":[{"c":"r1"},4,7,null],"d":"x3"}');
  });

  test('a key that would change the prototype is left out', async () => {
    const config = JSON.parse('{"input": {"__proto__": {"polluted": "{{ run.id }}"}, "constructor": 1}}') as JsonObject;
    const { rendered } = await render(config);
    expect(JSON.stringify(rendered)).toBe('{"input":{"constructor":1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('text in data is never taken for a template', async () => {
    const scope = createScope({ trigger: { data: '{{ run.id }}' }, run: { id: 'r1' }, nodes: {} });
    expect((await render({ field: 'got {{ trigger.data }}' }, [], scope)).rendered).toEqual({
      field: 'got {{ run.id }}',
    });
  });
});

describe('code', () => {
  test.each<[code: string, value: JsonValue]>([
    ['fetch.result.total', 2],
    ['{{ fetch.result.total }}', 2],
    ['fetch.result.total > 1', true],
    ['{{ fetch.result.total }} > 5', false],
    ['{{ my-id.result }} === "dashed"', true],
    ['my-id.result', 'dashed'],
    ['fetch.status === "success" && !broken.result', true],
    ['{{ skipped.result.count }} ?? "none"', 'none'],
    ['fetch.result.devices.some(({ on }) => on)', true],
    ['"{{ trigger.data.building }}" === "A栋"', true],
  ])('%s', async (code, value) => {
    expect((await render({ expression: code }, ['expression'])).rendered).toEqual({ expression: value });
  });

  test('is told from templates by the field alone', async () => {
    const { rendered } = await render({ expression: '1 + 1', other: '1 + 1' }, ['expression']);
    expect(rendered).toEqual({ expression: 2, other: '1 + 1' });
  });
});

describe('failures', () => {
  test('name the field and the error, and are not retried', async () => {
    const failure = await failureOf({ body: { list: ['ok', '{{ skipped.result.count + 1 }}'] } });
    expect(failure).toMatchObject({ code: 'EXPRESSION_FAILED', retryable: false });
    expect(failure.message).toMatch(/^At \/body\/list\/1: TypeError: /);
  });

  test('of several the first in the config is told', async () => {
    const failure = await failureOf({ a: '{{ (() => { while (true); })() }}', b: '{{ null.x }}' });
    expect(failure.message).toBe('At /a: The expression ran longer than 250 ms.');
  });

  test('an expression that cannot be read is told with its place', async () => {
    const failure = await failureOf({ expression: '1 +' }, ['expression']);
    expect(failure).toMatchObject({ code: 'EXPRESSION_FAILED', retryable: false });
    expect(failure.message).toMatch(/^At \/expression: /);
  });

  test('a sandbox that is closed is worth another try', async () => {
    const closed = createEvaluator();
    await closed.close();
    const rendering = renderConfig(
      { field: '{{ [1].at(0) }}' },
      {
        ...{ codeFields: [], scope: exampleScope(), evaluator: closed, signal: new AbortController().signal },
        warn: () => undefined,
      },
    );
    await expect(rendering).rejects.toMatchObject({ code: 'SANDBOX_UNAVAILABLE', retryable: true });
  });

  test('a small config cannot blow up to any size', async () => {
    const scope = createScope({ trigger: { data: 'x'.repeat(1_000_000) }, run: {}, nodes: {} });
    const rendering = render({ field: '{{ trigger.data }} '.repeat(1_000) }, [], scope);
    await expect(rendering).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE', retryable: false });
  });

  test('a config that nests without end is refused', async () => {
    let config: JsonObject = {};
    for (let depth = 0; depth < 5_000; depth++) config = { config };
    expect(await failureOf(config)).toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

test('no config fails with anything but a StepFailure', async () => {
  const piece = fc.constantFrom(
    ...['{{', '}}', '{{ ', ' }}', 'fetch', '.result', '["x"]', '[0]', ' + ', '(', ')', '`', '"', "'", '=>', '$', '{'],
    ...[
      'run.id',
      'nodes',
      '.',
      '-',
      '\n',
      '\\',
      '/',
      '__proto__',
      'constructor',
      ';',
      '//',
      'await ',
      'this',
      '\ud800',
    ],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  );
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.constantFrom<JsonValue>(null, true, 1.5),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), tie('tree'), { maxKeys: 3 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(text, tree, async (code, field) => {
      const error = await render({ code, field }, ['code']).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null) expect(error).toBeInstanceOf(StepFailure);
    }),
    { numRuns: 500 },
  );
});
