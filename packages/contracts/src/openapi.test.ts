import { openApiDocument } from './openapi.ts';
import { ROUTES } from './routes.ts';

const document = openApiDocument({ version: '0.0.0' });

test('names every route, and only those', () => {
  const documented = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item as object).map((method) => `${method} ${path}`),
  );
  expect(documented.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

test('gives each operation an id of its own', () => {
  expect(new Set(ROUTES.map((route) => route.operationId)).size).toBe(ROUTES.length);
});

test('refers only to schemas that it holds', () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  const names = Object.keys(document.components?.schemas ?? {});
  for (const [, name] of references) expect(names).toContain(name);
});

test('describes the seed’s request body with its example', () => {
  const schema = document.components?.schemas?.NewWorkflow;
  expect(schema).toMatchObject({
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: { trigger: { $ref: '#/components/schemas/Trigger' }, nodes: { type: 'array' } },
  });
  expect(JSON.stringify(schema)).toContain('每日设备巡检');
});

test('describes the bodies of all public routes that strangers call, of any type', () => {
  const typesOf = (path: string) => {
    const { content = {} } = (document.paths?.[path]?.post?.requestBody ?? {}) as { content?: object };
    return Object.keys(content).sort();
  };
  const free = ROUTES.filter(
    ({ path, scope }) => scope === 'public' && /^\/v1\/(hooks|webhooks|flow-runs)\//.test(path),
  );
  expect(free.length).toBeGreaterThanOrEqual(8);
  for (const { path } of free) {
    expect(typesOf(path)).toEqual([
      'application/json',
      'application/octet-stream',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/plain',
    ]);
  }
});

test('says which parameters a query takes, with their bounds', () => {
  const parameters = document.paths?.['/v1/workflows']?.get?.parameters ?? [];
  expect(parameters).toContainEqual(
    expect.objectContaining({
      in: 'query',
      name: 'limit',
      required: false,
      schema: expect.objectContaining({ type: 'integer', minimum: 1, maximum: 200 }),
    }),
  );
});

test('asks for a credential on every route but the public ones', () => {
  for (const route of ROUTES) {
    const operation = document.paths?.[route.path]?.[route.method];
    expect(operation?.security?.length === 0).toBe(route.scope === 'public');
  }
});

test('says of texts what they must look like, where the server asks for a form', () => {
  const sample = (path: string, name: string) => {
    const parameters = document.paths?.[path]?.get?.parameters ?? [];
    const parameter = parameters.find((each) => 'name' in each && each.name === name);
    const schema = (parameter as { schema?: { pattern?: string } } | undefined)?.schema;
    return new RegExp(schema?.pattern ?? 'no pattern');
  };
  const status = sample('/v1/runs', 'status');
  expect(['failed', ' failed , running'].filter((text) => !status.test(text))).toEqual([]);
  expect(['', 'failed,', 'lost', 'failedrunning'].filter((text) => status.test(text))).toEqual([]);
  const from = sample('/v1/workflows/{id}/versions/diff', 'from');
  expect(['1', 'latest', 'draft', 'a-label'].filter((text) => !from.test(text))).toEqual([]);
  expect(['', '0', 'A', '1a'].filter((text) => from.test(text))).toEqual([]);
  const schemas = document.components?.schemas ?? {};
  expect(schemas.NewEvent).toMatchObject({ properties: { type: { pattern: expect.any(String), maxLength: 200 } } });
  expect(schemas.ProjectChange).toMatchObject({ minProperties: 1 });
});

test('shows the bodies that handlers read by themselves, with the faults of bodies', () => {
  const { requestBody, responses = {} } = document.paths?.['/v1/mcp']?.post ?? {};
  expect(requestBody).toMatchObject({ required: true, content: { 'application/json': {} } });
  expect(Object.keys(responses)).toEqual(expect.arrayContaining(['413', '415']));
});
