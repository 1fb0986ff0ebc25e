import { type Locale, message, runFileRoutes, runRoutes, runStepRoutes } from '@perdura/contracts';
import { isTerminal, type RunRow } from '@perdura/database';
import type { Fault } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest, time } from '../../page-request.ts';
import { type BoundRoute, bind, type CheckRequest } from '../../route-binding.ts';
import { runDetail, runList } from './read-run.ts';
import { runFile } from './run-file.ts';
import { acceptedEnd, runWaiter, startRun } from './service.ts';
import { stepDetail } from './step-detail.ts';

/** Runs: start, list, search, read, cancel, terminate. */
export function runResource(deps: AppDependencies): BoundRoute[] {
  const { database, control } = deps;
  const wait = runWaiter(deps);

  return [
    bind(runRoutes.runWorkflow).to(
      async ({ actor, params, query, headers, body, sent, locale }) => {
        const idempotencyKey = headers['idempotency-key'];
        const run = await startRun(deps, { actor, workflowId: params.id, body, sent, idempotencyKey, locale });
        const Location = `/v1/workflows/${params.id}/runs/${run.id}`;
        if (query.wait === undefined) return { status: 202, body: started(run, locale), headers: { Location } };
        const after = await wait(run, query.wait);
        if (!isTerminal(after.status)) {
          return { status: 202, body: started(after, locale), headers: { Location } };
        }
        const document = await runDetail(deps, actor.projectId, run.id);
        return { status: 200, body: { runId: run.id, ...document }, headers: { Location } };
      },
      { check: async (request) => waitFaults(request) },
    ),

    bind(runRoutes.listWorkflowRuns).to(async ({ actor, params, query }) => {
      const { projectId } = actor;
      const workflow = await database.workflows.get(projectId, params.id, { deleted: true });
      if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', params.id);
      const page = await database.runs.listByWorkflow(projectId, params.id, pageRequest(query));
      return { status: 200, body: { runs: await runList(deps, projectId, page.items), ...pageFields(page) } };
    }),

    bind(runRoutes.getWorkflowRun).to(async ({ actor, params }) => ({
      status: 200,
      body: await runDetail(deps, actor.projectId, params.runId, params.id),
    })),

    bind(runRoutes.getRun).to(async ({ actor, params }) => ({
      status: 200,
      body: await runDetail(deps, actor.projectId, params.id),
    })),

    bind(runStepRoutes.getRunStep).to(async ({ actor, params, query }) => {
      const { limit, cursor, ...filter } = query;
      const page = { ...filter, ...pageRequest({ limit, cursor }) };
      const step = { runId: params.id, nodeId: params.nodeId };
      return { status: 200, body: await stepDetail(deps, actor.projectId, step, page) };
    }),

    bind(runFileRoutes.getRunFile).to(async ({ actor, params }) => ({
      status: 200,
      body: await runFile(deps, actor.projectId, params.id, params.hash),
    })),

    bind(runRoutes.cancelRun).to(async ({ actor, params }) => {
      const run = acceptedEnd(await control.cancelRun(actor.projectId, params.id), params.id);
      return { status: 202, body: { runId: run.id, status: run.status } };
    }),

    bind(runRoutes.terminateRun).to(async ({ actor, params }) => {
      const run = acceptedEnd(await control.terminateRun(actor.projectId, params.id), params.id);
      return { status: 202, body: { runId: run.id, status: run.status } };
    }),
  ];
}

function started(run: RunRow, locale: Locale) {
  const later = run.startAt === null ? {} : { startAt: time(run.startAt) };
  return { runId: run.id, status: run.status, message: message(locale, 'runQueued'), ...later };
}

/** Nobody waits for a run that starts later. */
function waitFaults({ query, sent, locale }: CheckRequest): Fault[] {
  const startsLater = typeof sent === 'object' && sent !== null && 'at' in sent;
  if (query.wait === undefined || !startsLater) return [];
  return [{ pointer: '/at', message: message(locale, 'notTogether', { field: 'wait' }) }];
}
