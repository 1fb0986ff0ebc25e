import { runControlRoutes } from '@perdura/contracts';
import { resumeCommand } from '@perdura/control-plane';
import type { Actor, RunRow } from '@perdura/database';
import type { AppDependencies } from '../../app-dependencies.ts';
import type { NoteChange } from '../../audit-trail.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { runLineage } from './lineage.ts';
import { repeatedRun, retryRequest } from './retry.ts';
import { accepted } from './service.ts';

/** Commands to live runs, runs that repeat ended ones, and how runs come from each other. */
export function runControlResource(deps: AppDependencies): BoundRoute[] {
  const { control, metrics } = deps;
  /** A repeat of a request changes nothing, and starts nothing. */
  const noted = (
    { run, created }: { run: RunRow; created: boolean },
    audit: NoteChange,
    target: string,
    asked: object,
  ) => {
    if (created) metrics.runsStarted.inc({ origin: 'api' });
    audit(created ? { target, after: { ...asked, runId: run.id } } : null);
    return {
      status: 202 as const,
      body: { runId: run.id, status: run.status },
      headers: { Location: `/v1/runs/${run.id}` },
    };
  };

  return [
    bind(runControlRoutes.retryRun).to(async ({ actor, params, body, headers, locale, audit }) => {
      const request = { ...retryRequest(body), ...startedBy(actor, headers['idempotency-key']) };
      const answer = await control.retryRun(actor.projectId, params.id, request);
      return noted(repeatedRun(answer, params.id, locale), audit, params.id, body);
    }),

    bind(runControlRoutes.rerunRun).to(async ({ actor, params, body, headers, locale, audit }) => {
      const request = { ...withoutUndefined(body), ...startedBy(actor, headers['idempotency-key']) };
      const answer = await control.rerunRun(actor.projectId, params.id, request);
      return noted(repeatedRun(answer, params.id, locale), audit, params.id, body);
    }),

    bind(runControlRoutes.getRunLineage).to(async ({ actor, params, query }) => ({
      status: 200,
      body: await runLineage(deps, actor.projectId, params.id, query.limit),
    })),

    bind(runControlRoutes.pauseRun).to(async ({ actor, params }) => ({
      status: 202,
      body: accepted(await control.controlRun(actor.projectId, params.id, { action: 'pause' }), params.id),
    })),

    bind(runControlRoutes.resumeRun).to(async ({ actor, params, body, audit }) => {
      const answer = accepted(await control.controlRun(actor.projectId, params.id, resumeCommand(body)), params.id);
      audit({ target: params.id, after: body });
      return { status: 202, body: answer };
    }),
  ];
}

function startedBy({ userId }: Actor, idempotencyKey: string | undefined) {
  return { startedBy: userId, ...withoutUndefined({ idempotencyKey }) };
}
