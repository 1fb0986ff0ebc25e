import type { McpToolRow, VersionRow } from '@perdura/database';
import {
  compileFlow,
  type FlowTrigger,
  type JsonObject,
  type PieceActionMetadata,
  type PieceProperties,
  type PieceProperty,
  wireId,
} from '@perdura/definition';
import { notFound } from '../api-error.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import { canonicalHash } from '../canonical-hash.ts';

/** An action of a piece as a tool. */
export interface PieceTool {
  tool: McpToolRow;
  pieceName: string;
  /** The version that is found now; what was asked for where none is. */
  pieceVersion: string;
  actionName: string;
  title: string;
  /** Null while the piece cannot be told of. */
  action: PieceActionMetadata | null;
}

type Deps = Pick<AppDependencies, 'pieces' | 'logger' | 'database'>;

/** What is known of the action that a tool names. A piece that is away now is told of later. */
export async function pieceTool({ pieces, logger }: Deps, tool: McpToolRow): Promise<PieceTool> {
  const { pieceName, pieceVersion, actionName, actionDisplayName } = tool.pieceMetadata ?? {};
  const named = { pieceName: String(pieceName), pieceVersion: String(pieceVersion), actionName: String(actionName) };
  const title = String(actionDisplayName ?? named.actionName);
  try {
    const version = await pieces.resolveVersion(named.pieceName, named.pieceVersion);
    const metadata = version === null ? null : await pieces.describe(named.pieceName, version.version);
    const action = Object.entries(metadata?.actions ?? {}).find(([name]) => name === named.actionName)?.[1] ?? null;
    return { tool, ...named, ...(version === null ? {} : { pieceVersion: version.version }), title, action };
  } catch (error) {
    logger.warn({ err: error, pieceName: named.pieceName }, 'a piece of an MCP server cannot be told of');
    return { tool, ...named, title, action: null };
  }
}

/** JSON Schema of an action's properties. */
export function actionSchema({ action }: Pick<PieceTool, 'action'>): JsonObject {
  return action === null ? UNTOLD : propertiesSchema(action.props);
}

/** While nobody can say what the properties are; the texts that they are read by begin and end as they should. */
const UNTOLD: JsonObject = { type: 'object', propertyNames: { pattern: '^[\\w .$-]{1,100}$' } };

/**
 * What a call of an action runs as: a flow of one step, whose input is read from the trigger's data, so that the same
 * arguments have one version whatever their values are.
 *
 * @throws {ApiError} MCP_SERVER_NOT_FOUND when the tool was taken from its server as it was called
 */
export async function pieceToolVersion({ database }: Deps, called: PieceTool, given: JsonObject): Promise<VersionRow> {
  const { tool, title: name } = called;
  const plan = compileFlow(oneStep(called, Object.keys(given).toSorted()));
  const hash = canonicalHash({ name, plan: plan as unknown as JsonObject });
  const compiled = { name, plan, hash, authorId: '' };
  const version = await database.mcpCalls.ensureToolVersion(tool.projectId, tool.id, compiled);
  if (version === null) throw notFound('MCP_SERVER_NOT_FOUND', wireId(tool.mcpId));
  return version;
}

function oneStep({ tool, pieceName, pieceVersion, actionName, title }: PieceTool, names: string[]): FlowTrigger {
  const connection = tool.pieceMetadata?.connectionExternalId;
  const input = {
    ...Object.fromEntries(names.map((name) => [name, `{{trigger[${quoted(name)}]}}`])),
    ...(typeof connection === 'string' ? { auth: `{{connections[${quoted(connection)}]}}` } : {}),
  };
  const settings = { pieceName, pieceVersion, actionName, input, propertySettings: {} };
  return {
    ...{ type: 'EMPTY', name: 'trigger', displayName: 'MCP', valid: true, settings: {} },
    nextAction: { type: 'PIECE', name: 'step_1', displayName: title, valid: true, settings },
  };
}

/** A name as paths of references have it. */
function quoted(name: string): string {
  return `'${name.replace(/[\\']/g, '\\$&')}'`;
}

function propertiesSchema(properties: PieceProperties): JsonObject {
  const shown = Object.entries(properties).filter(([, { type }]) => type !== 'MARKDOWN');
  const required = shown.filter(([, property]) => property.required && isUnset(property)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(shown.map(([name, property]) => [name, propertySchema(property)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function isUnset({ defaultValue }: PieceProperty): boolean {
  return defaultValue === undefined || defaultValue === null;
}

function propertySchema(property: PieceProperty): JsonObject {
  const { displayName: title, description, defaultValue } = property;
  return {
    ...{ ...typeSchema(property), title },
    ...(description ? { description } : {}),
    ...(defaultValue === undefined || defaultValue === null ? {} : { default: defaultValue }),
  };
}

/** A type that is chosen when the piece is asked, or that a newer framework adds, may be anything. */
function typeSchema({ type, options, properties }: PieceProperty): JsonObject {
  const choice: JsonObject = options === undefined ? {} : { enum: options.options.map(({ value }) => value) };
  const items: JsonObject = properties === undefined ? {} : { items: propertiesSchema(properties) };
  switch (type) {
    case 'STATIC_DROPDOWN':
      return choice;
    case 'STATIC_MULTI_SELECT_DROPDOWN':
      return { type: 'array', items: choice };
    case 'MULTI_SELECT_DROPDOWN':
      return { type: 'array' };
    case 'ARRAY':
      return { type: 'array', ...items };
    default:
      return SIMPLE[type] ?? {};
  }
}

const SIMPLE: Record<string, JsonObject> = {
  SHORT_TEXT: { type: 'string' },
  LONG_TEXT: { type: 'string' },
  COLOR: { type: 'string' },
  FILE: { type: 'string' },
  DATE_TIME: { type: 'string', format: 'date-time' },
  NUMBER: { type: 'number' },
  CHECKBOX: { type: 'boolean' },
  OBJECT: { type: 'object' },
  DYNAMIC: { type: 'object' },
};
