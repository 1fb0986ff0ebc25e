import { mcpServerRoutes } from '@perdura/contracts';
import type { Actor, McpServerRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { givenTools } from './given-tools.ts';
import { auditedMcpServer, maySeeToken, presentMcpServer } from './presenter.ts';

/** MCP servers of projects: what they list, and what their clients prove themselves by. */
export function mcpServerResource({ database }: AppDependencies): BoundRoute[] {
  const { mcpServers, flows } = database;

  const viewOf = async (actor: Actor, origin: string, rows: McpServerRow[]) => {
    const ids = rows.flatMap(({ tools }) => tools.flatMap(({ flowId }) => flowId ?? []));
    return { origin, showsToken: maySeeToken(actor), flows: await flows.versionedOf(actor.projectId, ids) };
  };
  const presented = async (actor: Actor, origin: string, row: McpServerRow) => ({
    status: 200 as const,
    body: presentMcpServer(row, await viewOf(actor, origin, [row])),
  });
  const required = (row: McpServerRow | null, id: string): McpServerRow => {
    if (row === null) throw notFound('MCP_SERVER_NOT_FOUND', wireId(id));
    return row;
  };

  return [
    bind(mcpServerRoutes.createMcpServer).to(async ({ actor, body, locale, origin, audit }) => {
      const tools = await givenTools({ database }, actor.projectId, body.tools ?? [], locale);
      const row = await mcpServers.create(actor.projectId, { name: body.name, tools });
      audit({ target: row.id, after: auditedMcpServer(row) });
      return presented(actor, origin, row);
    }),

    bind(mcpServerRoutes.listMcpServers).to(async ({ actor, query, origin }) => {
      const filter = withoutUndefined({ name: query.name });
      const page = await mcpServers.list(actor.projectId, filter, enginePageRequest(query));
      const view = await viewOf(actor, origin, page.items);
      return { status: 200, body: presentPage(page, (row) => presentMcpServer(row, view)) };
    }),

    bind(mcpServerRoutes.getMcpServer).to(async ({ actor, params, origin }) =>
      presented(actor, origin, required(await mcpServers.get(actor.projectId, params.id), params.id)),
    ),

    bind(mcpServerRoutes.updateMcpServer).to(async ({ actor, params, body, locale, origin, audit }) => {
      const before = required(await mcpServers.get(actor.projectId, params.id), params.id);
      const { name, tools } = body;
      const change = {
        ...withoutUndefined({ name }),
        ...(tools === undefined ? {} : { tools: await givenTools({ database }, actor.projectId, tools, locale) }),
      };
      const row = required(await mcpServers.update(actor.projectId, params.id, change), params.id);
      audit({ target: params.id, before: auditedMcpServer(before), after: auditedMcpServer(row) });
      return presented(actor, origin, row);
    }),

    bind(mcpServerRoutes.rotateMcpServer).to(async ({ actor, params, origin, audit }) => {
      const row = required(await mcpServers.rotate(actor.projectId, params.id), params.id);
      audit({ target: params.id });
      return presented(actor, origin, row);
    }),

    bind(mcpServerRoutes.deleteMcpServer).to(async ({ actor, params, audit }) => {
      const before = required(await mcpServers.get(actor.projectId, params.id), params.id);
      await mcpServers.remove(actor.projectId, params.id);
      audit({ target: params.id, before: auditedMcpServer(before) });
      return { status: 204, body: undefined };
    }),
  ];
}
