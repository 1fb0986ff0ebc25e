import { z } from 'zod';
import { bothIds, fault, idParams, timestamp, title } from '../fields.ts';
import { defineRoute } from '../route.ts';

/** What a project may use; none of them is limited unless an administrator says so. */
export const QUOTAS = {
  requestsPerMinute: 'Requests to the API within a minute',
  startsPerMinute: 'Runs that start within a minute, whatever starts them',
  liveRuns: 'Runs that have not ended, queued and waiting ones among them',
  workflows: 'Workflows',
  schedules: 'Enabled workflows with a cron trigger',
  storedBytes: 'Bytes of large values; beyond them no run starts',
  watchers: 'Live views at once, of each process of the API',
  webhookCallsPerMinute: 'Calls of one webhook path within a minute',
} as const;

export type QuotaName = keyof typeof QUOTAS;

/** All names, in the order of the documentation. */
export const QUOTA_NAMES = Object.keys(QUOTAS) as QuotaName[];

/** What an administrator has set for a project; what is absent is the installation's. */
export interface ProjectSettings {
  /** How long ended runs and what belongs to them are kept, in days. */
  retentionDays?: number;
  /** What is absent is not limited. */
  quotas?: Partial<Record<QuotaName, number>>;
}

const quotaLimit = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const retentionDays = z.int().min(1).max(36_500);

const quotasSchema = <Limit extends z.ZodType>(limit: Limit) =>
  z.strictObject(
    Object.fromEntries(QUOTA_NAMES.map((name) => [name, limit.meta({ description: QUOTAS[name] })])) as Record<
      QuotaName,
      Limit
    >,
  );

const settings = z
  .object({
    retentionDays: retentionDays.optional().meta({ description: 'Of runs, in days; the installation’s without it' }),
    quotas: quotasSchema(quotaLimit.optional()).optional().meta({ description: 'What is absent is not limited' }),
  })
  .meta({ id: 'ProjectSettings' });

export const projectFields = {
  ...bothIds,
  name: z.string(),
  archivedAt: timestamp.nullable().meta({ description: 'Since when no credential acts for it' }),
  createdAt: timestamp,
};

const projectDetail = z.object({ ...projectFields, settings }).meta({ id: 'ProjectDetail' });

const getProject = defineRoute({
  method: 'get',
  path: '/v1/projects/{id}',
  operationId: 'getProject',
  summary: 'Get a project with its settings',
  description: 'One’s own; administrators of the installation get every one.',
  tag: 'Users and projects',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The project', schema: projectDetail } },
  notFound: 'PROJECT_NOT_FOUND',
});

const projectChange = z
  .strictObject({
    name: title(100).optional(),
    settings: z
      .strictObject({
        retentionDays: retentionDays.nullable().optional(),
        quotas: quotasSchema(quotaLimit.nullable().optional()).optional(),
      })
      .optional()
      .meta({ description: 'What is not named stays; null takes a setting away' }),
  })
  .check(({ value, issues }) => {
    if (value.name === undefined && value.settings === undefined) issues.push(fault('nothingToChange'));
  })
  .meta({
    id: 'ProjectChange',
    minProperties: 1,
    example: { settings: { retentionDays: 90, quotas: { liveRuns: 10_000 } } },
  });

const updateProject = defineRoute({
  method: 'patch',
  path: '/v1/projects/{id}',
  operationId: 'updateProject',
  summary: 'Rename a project, or change its retention and quotas',
  description:
    'For owners of the project; quotas are administrators’ to change. It holds within seconds in every process.',
  tag: 'Users and projects',
  scope: 'write',
  role: 'owner',
  audit: 'project.update',
  params: idParams,
  body: { schema: projectChange, required: true },
  responses: { 200: { description: 'The project', schema: projectDetail } },
  notFound: 'PROJECT_NOT_FOUND',
  faults: ['ADMIN_REQUIRED'],
});

const use = z.object({
  used: z.int().nullable().meta({ description: 'Null for what is counted only where it is limited' }),
  limit: z.int().nullable().meta({ description: 'Null: not limited' }),
});

const getUsage = defineRoute({
  method: 'get',
  path: '/v1/usage',
  operationId: 'getUsage',
  summary: 'What the project uses of each quota',
  tag: 'Users and projects',
  scope: 'read',
  responses: {
    200: {
      description: 'Each quota with its use',
      schema: z
        .object({
          usage: z.object(
            Object.fromEntries(QUOTA_NAMES.map((name) => [name, use.meta({ description: QUOTAS[name] })])) as Record<
              QuotaName,
              typeof use
            >,
          ),
        })
        .meta({ id: 'Usage' }),
    },
  },
});

const archiveProject = defineRoute({
  method: 'post',
  path: '/v1/projects/{id}/archive',
  operationId: 'archiveProject',
  summary: 'Archive a project that is not in use',
  description:
    'No credential acts for it from then on, and it is listed no more; its data stays as long as its retention says. It is ' +
    'refused while the project has runs that have not ended, or enabled workflows or flows. Administrators can take it back.',
  tag: 'Users and projects',
  scope: 'write',
  role: 'owner',
  audit: 'project.archive',
  params: idParams,
  body: {
    schema: z
      .strictObject({
        name: z.string().max(200).meta({ description: 'The project’s name, so that none goes by mistake' }),
      })
      .meta({ id: 'ProjectArchiving', example: { name: 'Building A' } }),
    required: true,
  },
  responses: { 200: { description: 'The project', schema: projectDetail } },
  notFound: 'PROJECT_NOT_FOUND',
  faults: ['PROJECT_IN_USE'],
});

const restoreProject = defineRoute({
  method: 'post',
  path: '/v1/projects/{id}/restore',
  operationId: 'restoreProject',
  summary: 'Take a project back from the archive',
  tag: 'Users and projects',
  scope: 'admin',
  audit: 'project.restore',
  params: idParams,
  body: { schema: z.strictObject({}), required: false },
  responses: { 200: { description: 'The project', schema: projectDetail } },
  notFound: 'PROJECT_NOT_FOUND',
});

export const projectRoutes = { getProject, updateProject, archiveProject, restoreProject, getUsage };
