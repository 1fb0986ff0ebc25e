import { testTriggerRoutes } from '@perdura/contracts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { endSimulation, tryTrigger } from './service.ts';

/** Trials of triggers. */
export function testTriggerResource(deps: AppDependencies): BoundRoute[] {
  return [
    bind(testTriggerRoutes.testTrigger).to(async ({ actor, body, log }) => {
      return { status: 200, body: await tryTrigger({ ...deps, actor, log }, body) };
    }),

    bind(testTriggerRoutes.cancelTriggerTest).to(async ({ actor, body, log }) => {
      await endSimulation({ ...deps, actor, log }, body.flowId);
      return { status: 204, body: undefined };
    }),
  ];
}
