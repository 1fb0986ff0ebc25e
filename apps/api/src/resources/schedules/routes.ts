import { scheduleRoutes } from '@perdura/contracts';
import type { VersionedWorkflow } from '@perdura/database';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { canonicalHash } from '../../canonical-hash.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind, type RouteRequest } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { presentFire } from './presenter.ts';
import {
  acceptedBackfill,
  requireEnabled,
  requirePast,
  scheduleDocument,
  scheduled,
  scheduleOverview,
  upcoming,
} from './service.ts';

/** Schedules: when workflows fire, what came of it, pause, resume, backfill. */
export function scheduleResource(deps: AppDependencies): BoundRoute[] {
  return [...reading(deps), ...changing(deps)];
}

function reading(deps: AppDependencies): BoundRoute[] {
  const { database } = deps;
  return [
    bind(scheduleRoutes.getSchedule).to(async ({ actor, params, query, locale }) => {
      const found = scheduled(await database.workflows.get(actor.projectId, params.id), params.id);
      return { status: 200, body: await scheduleDocument(deps, found, query, locale) };
    }),

    bind(scheduleRoutes.listFires).to(async ({ actor, params, query }) => {
      const { projectId } = actor;
      const workflow = await database.workflows.get(projectId, params.id, { deleted: true });
      if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', params.id);
      const { limit, cursor, timezone = 'UTC', ...filter } = query;
      const page = pageRequest({ limit, cursor });
      const fires = await database.scheduleFires.list(projectId, params.id, withoutUndefined(filter), page);
      const items = fires.items.map((fire) => presentFire(fire, timezone));
      return { status: 200, body: { fires: items, ...pageFields(fires) } };
    }),

    bind(scheduleRoutes.listSchedules).to(async ({ actor, query, locale }) => {
      const { limit, cursor, timezone = 'UTC' } = query;
      const page = await database.workflows.list(actor.projectId, { trigger: 'cron' }, pageRequest({ limit, cursor }));
      const items = page.items.map((row) => scheduleOverview(scheduled(row, row.id), timezone, locale));
      return { status: 200, body: { schedules: items, ...pageFields(page) } };
    }),

    bind(scheduleRoutes.listUpcoming).to(async ({ actor, query, locale }) => ({
      status: 200,
      body: await upcoming(deps, actor.projectId, query, locale),
    })),
  ];
}

type PauseRoute = typeof scheduleRoutes.pauseSchedule | typeof scheduleRoutes.resumeSchedule;

function changing(deps: AppDependencies): BoundRoute[] {
  const { database, control } = deps;

  const setPaused = async ({ actor, params, body, audit, locale }: RouteRequest<PauseRoute>, paused: boolean) => {
    const { workflow } = scheduled(await database.workflows.get(actor.projectId, params.id), params.id);
    // Saying again that it is paused keeps the reason that was given.
    const note = body.note ?? (workflow.schedulePaused === paused ? workflow.scheduleNote : '');
    const change = await control.pauseSchedule(actor.projectId, params.id, { paused, note });
    if (change === null) throw notFound('SCHEDULE_NOT_FOUND', params.id);
    const { before, after } = change;
    const state = ({ schedulePaused, scheduleNote }: typeof after) => ({ paused: schedulePaused, note: scheduleNote });
    audit(before === after ? null : { target: params.id, before: state(before), after: state(after) });
    return { status: 200, body: await scheduleDocument(deps, scheduled(after, params.id), {}, locale) } as const;
  };

  return [
    bind(scheduleRoutes.pauseSchedule).to((request) => setPaused(request, true)),
    bind(scheduleRoutes.resumeSchedule).to((request) => setPaused(request, false)),

    bind(scheduleRoutes.backfillSchedule).to(async ({ actor, params, headers, body, sent, audit, locale }) => {
      const versioned = await scheduledVersion(deps, actor.projectId, params.id);
      requireEnabled(versioned.workflow);
      requirePast(body.to, '/to', locale);
      const key = headers['idempotency-key'];
      const answer = await control.backfillSchedule(versioned, {
        from: body.from,
        until: body.to,
        startedBy: actor.userId,
        ...withoutUndefined({ again: body.again, concurrency: body.concurrency }),
        ...(key === undefined ? {} : { idempotency: { key, bodyHash: canonicalHash(sent) } }),
      });
      const accepted = acceptedBackfill(answer, versioned, locale);
      const { fires, started } = accepted;
      const after = { from: body.from.toISOString(), to: body.to.toISOString(), fires, started };
      audit(started === 0 ? null : { target: params.id, after });
      deps.metrics.runsStarted.inc({ origin: 'cron' }, started);
      return { status: 202, body: accepted };
    }),
  ];
}

async function scheduledVersion(deps: AppDependencies, projectId: string, id: string): Promise<VersionedWorkflow> {
  const found = await deps.database.workflows.getVersioned(projectId, id);
  scheduled(found?.workflow ?? null, id);
  if (found === null) throw notFound('WORKFLOW_NOT_FOUND', id);
  return found;
}
