import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, statusOf, titleOf } from './error-codes.ts';
import { leastRole } from './least-role.ts';
import { problem } from './problem.ts';
import { runState } from './resources/run-events.ts';
import { type BodyContract, ENGINE_MOUNT, type ResponseContract, type RouteContract } from './route.ts';
import { ROUTES } from './routes.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** The OpenAPI 3.1 document of all routes, from the very contracts that check requests. */
export function openApiDocument(options: { version: string; serverUrl?: string }): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registerCredentials(registry);
  const server = options.serverUrl ?? '/';
  for (const route of ROUTES) registry.registerPath(pathOf(route, server));
  // Events carry it as text, so that no schema of an answer leads to it.
  const ofEvents = { type: 'schema' as const, schema: runState };
  return new OpenApiGeneratorV31([ofEvents, ...registry.definitions]).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Perdura',
      version: options.version,
      description: '工作流管理端点。创建、执行、监控自动化工作流。 (Create, run and watch durable workflows.)',
    },
    servers: [{ url: server }],
    tags: [...new Set(ROUTES.map((route) => route.tag))].map((name) => ({ name })),
  });
}

/** The problem codes that a route may answer. */
export function faultsOf(route: RouteContract): ErrorCode[] {
  const always = ['METHOD_NOT_ALLOWED', 'REQUEST_HEAD_TOO_LARGE'] as const;
  if (route.scope === 'public') return [...always, ...(route.faults ?? [])];
  const codes: ErrorCode[] = [
    ...always,
    'VALIDATION_FAILED',
    'UNAUTHENTICATED',
    'RATE_LIMITED',
    'QUOTA_EXCEEDED',
    'INTERNAL_ERROR',
    'DATABASE_UNAVAILABLE',
  ];
  if (route.scope !== 'read') codes.push('FORBIDDEN');
  if (leastRole(route) !== 'anyone') codes.push('ROLE_REQUIRED');
  if (route.engine) codes.push('PROJECT_FORBIDDEN');
  if (route.scope === 'admin') codes.push('ADMIN_REQUIRED');
  if (route.body ?? route.readBody) codes.push('INVALID_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  if (route.notFound) codes.push(route.notFound);
  return [...codes, ...(route.faults ?? [])];
}

function registerCredentials(registry: OpenAPIRegistry): void {
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'apiKey', in: 'header', name: 'X-API-Key' });
  registry.registerComponent('securitySchemes', 'accessToken', {
    type: 'apiKey',
    in: 'header',
    name: 'x-access-token',
  });
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
}

function pathOf(route: RouteContract, server: string): RouteConfig {
  const body = route.body ?? route.readBody;
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    tags: [route.tag],
    ...(route.engine ? { servers: serversOf(server) } : {}),
    security: route.scope === 'public' ? [] : [{ apiKey: [] }, { accessToken: [] }, { bearer: [] }],
    request: {
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(route.headers ? { headers: route.headers } : {}),
      ...(body ? { body: bodyOf(body) } : {}),
    },
    responses: { ...problemsOf(route), ...answersOf(route) },
  };
}

/** Routes of the flow engine answer at two places. */
function serversOf(server: string): { url: string; description?: string }[] {
  return [{ url: server }, { url: server.replace(/\/$/, '') + ENGINE_MOUNT, description: 'Through a gateway' }];
}

function bodyOf({ schema, required, example, text, others = {} }: BodyContract) {
  const json = { schema, ...(example === undefined ? {} : { example }) };
  const further = { ...others, ...(text && { [text.contentType]: z.string() }) };
  return {
    required,
    content: {
      'application/json': json,
      ...Object.fromEntries(Object.entries(further).map(([type, schema]) => [type, { schema }])),
    },
  };
}

function answersOf(route: RouteContract): RouteConfig['responses'] {
  return Object.fromEntries(Object.entries(route.responses).map(([status, answer]) => [status, answerOf(answer)]));
}

function answerOf({ description, schema, contentType, example, headers }: ResponseContract) {
  const content = { schema, ...(example === undefined ? {} : { example }) };
  // An answer of which nothing is said but that it is there has no body.
  const hasBody = !(schema instanceof z.ZodUndefined);
  const types = [contentType ?? 'application/json'].flat();
  return {
    description,
    ...(hasBody ? { content: Object.fromEntries(types.map((type) => [type, content])) } : {}),
    ...(headers ? { headers: Object.fromEntries(Object.entries(headers).map(headerOf)) } : {}),
  };
}

function headerOf([name, description]: [string, string]) {
  return [name, { description, schema: { type: 'string' as const } }];
}

/** One problem answer per status, which names its codes. */
function problemsOf(route: RouteContract): RouteConfig['responses'] {
  const codes = faultsOf(route);
  const statuses = [...new Set(codes.map(statusOf))];
  return Object.fromEntries(
    statuses.map((status) => [status, problemAnswer(codes.filter((code) => statusOf(code) === status))]),
  );
}

function problemAnswer(codes: ErrorCode[]) {
  const [first = 'INTERNAL_ERROR'] = codes;
  const example = {
    type: `/docs/errors/${first}`,
    title: titleOf(first, 'zh-CN'),
    status: ERROR_CODES[first].status,
    detail: titleOf(first, 'en'),
    code: first,
    errors: [],
    requestId: '665f1a2b3c4d5e6f7a8b9c0f',
  };
  return {
    description: codes.map((code) => `${code}: ${titleOf(code, 'en')}`).join(' · '),
    content: { 'application/problem+json': { schema: problem, example } },
  };
}
