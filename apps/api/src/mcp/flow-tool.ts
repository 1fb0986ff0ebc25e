import type { FlowTrigger, JsonObject, JsonValue } from '@perdura/definition';

/** The built-in piece whose trigger makes a flow a tool. */
export const MCP_PIECE = '@activepieces/piece-mcp';

/** What a flow says of itself as a tool. */
export interface FlowTool {
  name: string | null;
  description: string | null;
  inputSchema: JsonObject;
  /** Whether its client waits for what it answers. */
  waits: boolean;
}

/**
 * A flow as a tool: as its MCP trigger says, with the defaults of that trigger's properties for what it does not say;
 * with another trigger it takes anything.
 */
export function flowTool(trigger: FlowTrigger): FlowTool {
  if (trigger.type === 'EMPTY' || trigger.settings.pieceName !== MCP_PIECE) {
    return { name: null, description: null, inputSchema: { type: 'object' }, waits: true };
  }
  const { toolName, toolDescription, inputSchema, returnsResponse } = trigger.settings.input;
  return {
    ...{ name: textOrNull(toolName), description: textOrNull(toolDescription) },
    ...{ inputSchema: parametersSchema(inputSchema), waits: returnsResponse === true },
  };
}

const TYPES: ReadonlyMap<JsonValue | undefined, JsonObject> = new Map<JsonValue | undefined, JsonObject>([
  ['Text', { type: 'string' }],
  ['Number', { type: 'number' }],
  ['Boolean', { type: 'boolean' }],
  ['Date', { type: 'string', format: 'date-time' }],
  ['Array', { type: 'array' }],
  ['Object', { type: 'object' }],
]);

/** `[{name, description, type, required}]` as JSON Schema. */
function parametersSchema(given: JsonValue | undefined): JsonObject {
  const parameters = (Array.isArray(given) ? given : []).filter(isParameter);
  const properties = parameters.map(({ name, description, type }) => {
    const told = textOrNull(description);
    return [name, { ...TYPES.get(type ?? 'Text'), ...(told === null ? {} : { description: told }) }];
  });
  const required = parameters.filter((parameter) => parameter.required !== false).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
  };
}

function isParameter(value: JsonValue): value is JsonObject & { name: string } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && textOrNull(value.name) !== null;
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
