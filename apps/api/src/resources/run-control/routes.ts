import { runControlRoutes } from '@perdura/contracts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { accepted, commandOf } from './service.ts';

/** Commands to live runs: pause, resume, and what becomes of parked steps. */
export function runControlResource({ control }: AppDependencies): BoundRoute[] {
  return [
    bind(runControlRoutes.pauseRun).to(async ({ actor, params }) => ({
      status: 202,
      body: accepted(await control.controlRun(actor.projectId, params.id, { action: 'pause' }), params.id),
    })),

    bind(runControlRoutes.resumeRun).to(async ({ actor, params, body }) => ({
      status: 202,
      body: accepted(await control.controlRun(actor.projectId, params.id, commandOf(body)), params.id),
    })),
  ];
}
