import { type FlowRunStatus, flowRunRoutes } from '@perdura/contracts';
import { wireId } from '@perdura/definition';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { newestState } from '../runs/read-run.ts';
import { acceptedEnd } from '../runs/service.ts';
import { bulkFilter, listFilter } from './filter.ts';
import { presentFlowRun } from './presenter.ts';
import {
  cancelFlowRuns,
  flowRunDocuments,
  type ManyRuns,
  requireFlowRun,
  retryFlowRun,
  retryFlowRuns,
} from './service.ts';
import { flowRunStatus } from './status.ts';
import { shownSteps } from './steps.ts';

/** Runs of flows, as the flow engine's contract has them. */
export function flowRunResource(deps: AppDependencies): BoundRoute[] {
  const { database, control } = deps;
  return [
    bind(flowRunRoutes.listFlowRuns).to(async ({ actor, query }) => {
      const { projectId } = actor;
      const page = await database.flowRuns.list(projectId, listFilter(query), enginePageRequest(query));
      const facts = await database.flowRuns.facts(
        projectId,
        page.items.map(({ id }) => id),
      );
      return { status: 200, body: presentPage(page, (run) => presentFlowRun(run, facts.get(run.id))) };
    }),

    bind(flowRunRoutes.countFlowRuns).to(async ({ actor, query }) => {
      const filter = listFilter({
        flowId: query.flowId,
        createdAfter: query.createdAfter,
        createdBefore: query.createdBefore,
      });
      const counts = new Map<FlowRunStatus, number>();
      for (const row of await database.flowRuns.counts(actor.projectId, filter)) {
        const status = flowRunStatus(row);
        counts.set(status, (counts.get(status) ?? 0) + row.count);
      }
      return { status: 200, body: { data: [...counts].map(([status, count]) => ({ status, count })) } };
    }),

    bind(flowRunRoutes.getFlowRun).to(async ({ actor, params }) => {
      const known = await requireFlowRun(deps, actor.projectId, params.id);
      const { run, snapshot } = await newestState(deps, known);
      const [[document], steps] = await Promise.all([
        flowRunDocuments(deps, actor.projectId, [run]),
        shownSteps(deps, run, snapshot),
      ]);
      const error = run.errorCode === null ? null : { code: run.errorCode, message: run.errorMessage ?? '' };
      return { status: 200, body: { ...(document ?? presentFlowRun(run, undefined)), error, ...steps } };
    }),

    bind(flowRunRoutes.retryFlowRun).to(async ({ actor, params, query, body }) => {
      const strategy = body.strategy ?? query.strategy ?? 'FROM_FAILED_STEP';
      return { status: 200, body: await shownRun(deps, await retryFlowRun(deps, actor, params.id, strategy)) };
    }),

    bind(flowRunRoutes.cancelFlowRun).to(async ({ actor, params }) => {
      await requireFlowRun(deps, actor.projectId, params.id);
      const run = acceptedEnd(await control.cancelRun(actor.projectId, params.id), wireId(params.id));
      return { status: 200, body: await shownRun(deps, run) };
    }),

    bind(flowRunRoutes.retryFlowRuns).to(async ({ actor, body, audit }) => {
      const many = await retryFlowRuns(deps, actor, body, body.strategy ?? 'FROM_FAILED_STEP');
      audit({ target: 'flow-runs', after: noted(many) });
      const runs = 'done' in many ? many.done : [];
      return { status: 200, body: await flowRunDocuments(deps, actor.projectId, runs) };
    }),

    bind(flowRunRoutes.cancelFlowRuns).to(async ({ actor, body, audit }) => {
      const many = await cancelFlowRuns(deps, actor, body);
      audit({ target: 'flow-runs', after: noted(many) });
      return { status: 200, body: noted(many) };
    }),

    bind(flowRunRoutes.archiveFlowRuns).to(async ({ actor, body, audit }) => {
      const ids = await database.flowRuns.archive(actor.projectId, bulkFilter(body), true);
      const flowRunIds = ids.map(wireId);
      audit({ target: 'flow-runs', after: { flowRunIds } });
      return { status: 200, body: { flowRunIds } };
    }),
  ];
}

async function shownRun(deps: AppDependencies, run: Parameters<typeof presentFlowRun>[0]) {
  const [document] = await flowRunDocuments(deps, run.projectId, [run]);
  return document ?? presentFlowRun(run, undefined);
}

function noted(many: ManyRuns<{ id: string }>): { flowRunIds: string[]; jobId?: string } {
  if ('done' in many) return { flowRunIds: many.done.map(({ id }) => wireId(id)) };
  return { flowRunIds: many.ids.map(wireId), jobId: many.jobId };
}
