import { type BodyOf, type Locale, type mcpServerRoutes, message } from '@perdura/contracts';
import type { Database, NewMcpTool } from '@perdura/database';
import type { Fault } from '@perdura/definition';
import { invalid, notFound } from '../../api-error.ts';
import { withoutUndefined } from '../../without-undefined.ts';

type GivenTool = NonNullable<BodyOf<typeof mcpServerRoutes.updateMcpServer>['tools']>[number];

/**
 * The tools of a body as they are kept.
 *
 * @throws {ApiError} VALIDATION_FAILED for one that names neither a flow nor an action, or has the external id of another;
 *   FLOW_NOT_FOUND
 */
export async function givenTools(
  { database }: { database: Pick<Database, 'flows'> },
  projectId: string,
  given: readonly GivenTool[],
  locale: Locale,
): Promise<NewMcpTool[]> {
  const faults = given.flatMap((tool, index) => faultOf(tool, index, given, locale));
  if (faults.length > 0) throw invalid(faults);
  const tools = given.map(toolOf);
  const flowIds = tools.flatMap(({ flowId }) => flowId ?? []);
  const known = await database.flows.versionedOf(projectId, flowIds);
  const missing = flowIds.find((id) => !known.has(id));
  if (missing !== undefined) throw notFound('FLOW_NOT_FOUND', missing.slice(0, 200));
  return tools;
}

function faultOf(tool: GivenTool, index: number, all: readonly GivenTool[], locale: Locale): Fault[] {
  const isFlow = typeOf(tool) === 'FLOW';
  const named = isFlow ? tool.flowId : tool.pieceMetadata;
  if (!named) {
    const field = isFlow ? 'flowId' : 'pieceMetadata';
    return [{ pointer: `/tools/${index}/${field}`, message: message(locale, 'missingField') }];
  }
  const { externalId } = tool;
  const isTaken = externalId && all.findIndex((other) => other.externalId === externalId) < index;
  if (!isTaken) return [];
  return [{ pointer: `/tools/${index}/externalId`, message: message(locale, 'mcpToolTwice', { found: externalId }) }];
}

function toolOf(tool: GivenTool): NewMcpTool {
  const { externalId, toolName, flowId, pieceMetadata } = tool;
  const type = typeOf(tool);
  return {
    ...(externalId ? { externalId } : {}),
    ...{ toolName: toolName?.trim() || null, type, flowId: type === 'FLOW' ? (flowId ?? null) : null },
    pieceMetadata: type === 'PIECE' && pieceMetadata ? metadataOf(pieceMetadata) : null,
  };
}

function metadataOf({ actionDisplayName, logoUrl, connectionExternalId, ...named }: Piece) {
  const rest = {
    actionDisplayName: actionDisplayName ?? undefined,
    logoUrl: logoUrl ?? undefined,
    connectionExternalId: connectionExternalId || undefined,
  };
  return { ...named, ...withoutUndefined(rest) };
}

type Piece = NonNullable<GivenTool['pieceMetadata']>;

function typeOf({ type, pieceMetadata }: GivenTool): 'FLOW' | 'PIECE' {
  return type ?? (pieceMetadata ? 'PIECE' : 'FLOW');
}
