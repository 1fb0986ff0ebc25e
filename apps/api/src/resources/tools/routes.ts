import { type Locale, message, toolRoutes } from '@perdura/contracts';
import type { ToolTest } from '@perdura/control-plane';
import type { JsonObject, JsonValue } from '@perdura/definition';
import type { ValueRef } from '@perdura/definition/run';
import { describeFaults, schemaFaults } from '@perdura/definition/strict-json-schema';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentTool } from './presenter.ts';
import { toolFaults } from './tool-check.ts';

/** Tools: register, list, read, remove, try out. */
export function toolResource(deps: AppDependencies): BoundRoute[] {
  const { database, control, settings } = deps;

  return [
    bind(toolRoutes.saveTool).to(
      async ({ actor, body, audit }) => {
        const before = await database.tools.get(actor.projectId, body.name);
        const { tool, updated } = await database.tools.upsert(actor.projectId, {
          name: body.name,
          description: body.description,
          appId: body.appId ?? null,
          inputSchema: body.input_schema ?? { type: 'object' },
          execution: withoutUndefined(body.execution),
        });
        audit({ target: tool.id, before: before && presentTool(before), after: presentTool(tool) });
        return { status: 201, body: { ...presentTool(tool), updated } };
      },
      { check: ({ actor, sent, locale }) => toolFaults(database, { projectId: actor.projectId, sent, locale }) },
    ),

    bind(toolRoutes.listTools).to(async ({ actor, query }) => {
      const { appId } = query;
      const page = await database.tools.list(actor.projectId, appId === undefined ? {} : { appId }, pageRequest(query));
      return { status: 200, body: { tools: page.items.map(presentTool), ...pageFields(page) } };
    }),

    bind(toolRoutes.getTool).to(async ({ actor, params }) => {
      const tool = await database.tools.get(actor.projectId, params.name);
      if (tool === null) throw notFound('TOOL_NOT_FOUND', params.name);
      return { status: 200, body: presentTool(tool) };
    }),

    bind(toolRoutes.deleteTool).to(async ({ actor, params, audit }) => {
      const before = await database.tools.get(actor.projectId, params.name);
      if (!(await database.tools.remove(actor.projectId, params.name))) throw notFound('TOOL_NOT_FOUND', params.name);
      audit({ target: before?.id ?? params.name, before: before && presentTool(before) });
      return { status: 200, body: { success: true } };
    }),

    bind(toolRoutes.testTool).to(async ({ actor, params, body, locale }) => {
      const { projectId } = actor;
      const tool = await database.tools.get(projectId, params.name);
      if (tool === null) throw notFound('TOOL_NOT_FOUND', params.name);
      const started = Date.now();
      const input = { projectId, tool: tool.name, input: body.input ?? {} };
      const test = await control.testTool(input, settings.toolTestSeconds * 1_000);
      if (test.kind === 'failed' && test.error.code === 'TOOL_INPUT_INVALID') {
        throw inputInvalid(describeFaults(schemaFaults(tool.inputSchema, input.input)) || test.error.message, locale);
      }
      const outcome = await presentTest(deps, projectId, tool.name, test);
      return { status: 200, body: { ...outcome, durationMs: Date.now() - started } };
    }),
  ];
}

async function presentTest({ database, settings }: AppDependencies, projectId: string, name: string, test: ToolTest) {
  if (test.kind === 'timeout') {
    throw new ApiError('TOOL_TEST_TIMEOUT', { values: { name, seconds: settings.toolTestSeconds } });
  }
  if (test.kind === 'answered') {
    return { success: true, result: await resolve(database, projectId, test.result), error: null };
  }
  return { success: false, result: null, error: test.error };
}

/** The caller gave the input just now, so it is a fault of this request rather than of the tool. */
function inputInvalid(faults: string, locale: Locale): ApiError {
  return invalid([{ pointer: '/input', message: message(locale, 'toolArguments', { faults }) }]);
}

async function resolve(database: AppDependencies['database'], projectId: string, ref: ValueRef): Promise<JsonValue> {
  if ('value' in ref) return ref.value;
  const blob = await database.blobs.get(projectId, ref.blob);
  return blob === null ? null : JSON.parse(Buffer.from(blob.data).toString('utf8'));
}

function withoutUndefined(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
