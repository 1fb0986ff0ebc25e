import { z } from 'zod';
import { jsonObject } from '../fields.ts';
import { defineRoute } from '../route.ts';

const getHealth = defineRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Whether the process lives',
  tag: 'Service',
  scope: 'public',
  responses: { 200: { description: 'It does', schema: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }) } },
});

const part = z.object({ ready: z.boolean(), detail: z.string().nullable() }).meta({ id: 'ReadinessPart' });

const readiness = z
  .object({
    status: z.enum(['ready', 'unavailable']),
    missing: z.array(z.enum(['database', 'temporal', 'worker'])),
    parts: z.object({ database: part, temporal: part, worker: part }),
  })
  .meta({ id: 'Readiness' });

const getReadiness = defineRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Whether everything that runs need is there, and what is missing',
  tag: 'Service',
  scope: 'public',
  responses: {
    200: { description: 'Database, Temporal and a worker are there', schema: readiness },
    503: { description: 'Something is missing', schema: readiness },
  },
});

const getMetrics = defineRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics for Prometheus',
  tag: 'Service',
  scope: 'public',
  responses: { 200: { description: 'Metrics', schema: z.string(), contentType: 'text/plain' } },
});

const getOpenApi = defineRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getOpenApi',
  summary: 'This document',
  tag: 'Service',
  scope: 'public',
  responses: { 200: { description: 'OpenAPI 3.1', schema: jsonObject } },
});

const getDocs = defineRoute({
  method: 'get',
  path: '/docs',
  operationId: 'getDocs',
  summary: 'The reference page; it loads nothing from elsewhere',
  tag: 'Service',
  scope: 'public',
  responses: { 200: { description: 'A page', schema: z.string(), contentType: 'text/html' } },
});

const getDocsAsset = defineRoute({
  method: 'get',
  path: '/docs/assets/{file}',
  operationId: 'getDocsAsset',
  summary: 'A script or style of the reference page',
  tag: 'Service',
  scope: 'public',
  params: z.object({ file: z.string() }),
  responses: { 200: { description: 'The file', schema: z.string(), contentType: 'text/javascript' } },
  faults: ['NOT_FOUND', 'UNAUTHENTICATED'],
});

const getErrorPage = defineRoute({
  method: 'get',
  path: '/docs/errors/{code}',
  operationId: 'getErrorPage',
  summary: 'What an error code means, and what to do: the `type` of a problem document',
  tag: 'Service',
  scope: 'public',
  params: z.object({ code: z.string() }),
  responses: { 200: { description: 'Text in Markdown', schema: z.string(), contentType: 'text/markdown' } },
  faults: ['NOT_FOUND', 'UNAUTHENTICATED'],
});

const getRoot = defineRoute({
  method: 'get',
  path: '/',
  operationId: 'getRoot',
  summary: 'Where things are',
  tag: 'Service',
  scope: 'public',
  responses: {
    200: {
      description: 'Name and addresses',
      schema: z.object({ name: z.string(), docs: z.string(), openapi: z.string() }).meta({ id: 'Root' }),
    },
  },
});

export const serviceRoutes = {
  getRoot,
  getHealth,
  getReadiness,
  getMetrics,
  getOpenApi,
  getDocs,
  getDocsAsset,
  getErrorPage,
};
