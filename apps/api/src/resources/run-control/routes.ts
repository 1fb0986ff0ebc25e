import { runControlRoutes } from '@perdura/contracts';
import { resumeCommand } from '@perdura/control-plane';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { accepted } from './service.ts';

/** Commands to live runs: pause, resume, and what becomes of parked steps. */
export function runControlResource({ control }: AppDependencies): BoundRoute[] {
  return [
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
