import { variableRoutes } from '@perdura/contracts';
import type { VariableRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { entityFields } from '../../engine/entity-fields.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';

/** Texts that flows read by name. */
export function variableResource({ database: { variables } }: AppDependencies): BoundRoute[] {
  return [
    bind(variableRoutes.upsertVariable).to(async ({ actor, body, audit }) => {
      const { variable, before } = await variables.put(actor.projectId, { name: body.name, value: body.value });
      audit({ target: variable.id, before: before && presentVariable(before), after: presentVariable(variable) });
      return { status: 200, body: presentVariable(variable) };
    }),

    bind(variableRoutes.listVariables).to(async ({ actor, query }) => {
      const page = await variables.list(actor.projectId, query.name ?? null, enginePageRequest(query));
      return { status: 200, body: presentPage(page, presentVariable) };
    }),

    bind(variableRoutes.deleteVariable).to(async ({ actor, params, audit }) => {
      const before = await variables.get(actor.projectId, params.id);
      if (before === null || !(await variables.remove(actor.projectId, params.id))) {
        throw notFound('VARIABLE_NOT_FOUND', wireId(params.id));
      }
      audit({ target: params.id, before: presentVariable(before) });
      return { status: 204, body: undefined };
    }),
  ];
}

function presentVariable(row: VariableRow) {
  return { ...entityFields(row), projectId: row.projectId, name: row.name, value: row.value };
}
