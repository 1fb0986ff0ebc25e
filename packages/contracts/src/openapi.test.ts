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
