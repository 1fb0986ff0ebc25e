import type { ToolDeclaration } from '@perdura/definition';
import { type CompiledFlow, ensureVersionOfHash } from '../flow-versions.ts';
import type { Sql, Store } from '../store.ts';
import type { VersionRow } from '../versions.ts';

/** A workflow that is marked as a tool, in its newest version. */
export interface WorkflowTool {
  workflowId: string;
  name: string;
  description: string;
  tool: ToolDeclaration;
}

/** What the runs that MCP clients start hang on. */
export interface McpCallRepository {
  /** Enabled workflows that are marked as tools, oldest first. */
  workflowTools(projectId: string, limit: number): Promise<WorkflowTool[]>;
  /**
   * What runs of a tool that is an action of a piece are pinned to: the version, of a workflow that has the tool's id and
   * that nobody lists, which has this hash. Null when no server lists the tool any more.
   */
  ensureToolVersion(projectId: string, toolId: string, compiled: CompiledFlow): Promise<VersionRow | null>;
  /** Whether this is the workflow of a tool that some server lists. */
  isListedTool(projectId: string, workflowId: string): Promise<boolean>;
  /** What a call made, by the scope and key of its run: a run's id; null where there is nothing of it yet. */
  madeBy(projectId: string, call: { scope: string; key: string }): Promise<string | null>;
}

export function mcpCallRepository({ sql, underLock }: Store): McpCallRepository {
  return {
    workflowTools: (projectId, limit) => sql<WorkflowTool>(WORKFLOW_TOOLS, [projectId, limit]),
    ensureToolVersion: (projectId, toolId, compiled) =>
      underLock(`tool-version:${toolId}`, async (own) => {
        // Whoever changes the list, or deletes the server, comes before or after, and forgets what is made here.
        await own(LOCK_SERVER, [toolId, projectId]);
        if (!(await isListed(own, projectId, toolId))) return null;
        await own(INSERT_WORKFLOW, [toolId, projectId, compiled.name]);
        return await ensureVersionOfHash(own, { projectId, workflowId: toolId, form: 'tool' }, compiled);
      }),
    isListedTool: (projectId, workflowId) => isListed(sql, projectId, workflowId),
    async madeBy(projectId, { scope, key }) {
      const [row] = await sql<{ id: string }>(
        'SELECT resource_id AS id FROM idempotency_keys WHERE project_id = $1 AND scope = $2 AND key = $3',
        [projectId, scope, key],
      );
      return row?.id ?? null;
    },
  };
}

async function isListed(sql: Sql, projectId: string, toolId: string): Promise<boolean> {
  const rows = await sql("SELECT 1 FROM mcp_tools WHERE id = $1 AND project_id = $2 AND type = 'PIECE'", [
    toolId,
    projectId,
  ]);
  return rows.length > 0;
}

const LOCK_SERVER = `
  SELECT 1 FROM mcp_servers
  WHERE id = (SELECT mcp_id FROM mcp_tools WHERE id = $1 AND project_id = $2) AND project_id = $2 FOR SHARE`;

const WORKFLOW_TOOLS = `
  SELECT w.id AS "workflowId", w.name, w.description, v.definition -> 'tool' AS tool
  FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.current_version
  WHERE w.project_id = $1 AND w.form = 'workflow' AND w.enabled AND w.deleted_at IS NULL
    AND json_typeof(v.definition -> 'tool') = 'object'
  ORDER BY w.id LIMIT $2`;

const INSERT_WORKFLOW = `
  INSERT INTO workflows (id, project_id, user_id, form, name, enabled, source, current_version, trigger, trigger_type)
  VALUES ($1, $2, '', 'tool', $3, false, 'mcp', 0, '{"type":"manual"}', 'manual')
  ON CONFLICT (id) DO NOTHING`;
