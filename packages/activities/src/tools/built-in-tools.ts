import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { TOOL_CODES } from './codes.ts';
import { ALERTS, type Device, FLEET, historyOf } from './device-fleet.ts';
import type { ToolContext } from './run-tool.ts';

/** A tool as the HTTP contract writes it. */
export interface BuiltInTool {
  name: string;
  description: string;
  appId: string;
  input_schema: JsonObject;
  execution: { type: 'handler'; handler: string };
}

type ToolHandler = (input: JsonObject, context: ToolContext) => Promise<JsonValue>;

const text = (description: string, more: JsonObject = {}): JsonObject => ({ type: 'string', description, ...more });
const building = text('楼栋名称，如 A栋 (name of the building)');
const deviceId = text('设备 ID，如 dev-001 (id of the device)');

const HANDLERS = {
  iot_get_all_devices: {
    description: '列出全部设备及其状态，可按楼栋、状态、类型筛选。(Lists all devices with their status.)',
    properties: {
      building,
      status: text('设备状态 (status)', { enum: ['online', 'offline', 'warning'] }),
      type: text('设备类型，如 chiller (type)'),
    },
    required: [],
    run: async (input) => {
      const devices = FLEET.filter((one) => matches(one, input, ['building', 'status', 'type']));
      return { devices: devices.map((one) => ({ ...one })), total: devices.length };
    },
  },
  iot_get_device: {
    description: '查询单个设备的状态与指标。(Reads one device.)',
    properties: { id: deviceId },
    required: ['id'],
    run: async (input) => ({ ...requireDevice(input.id) }),
  },
  iot_get_device_history: {
    description: '查询设备某项指标的逐小时历史。(Hourly history of one metric of a device.)',
    properties: {
      id: deviceId,
      metric: text('指标名称，如 temperature；默认第一项 (metric; the first one by default)'),
      hours: { type: 'integer', minimum: 1, maximum: 168, default: 24, description: '小时数 (number of hours)' },
    },
    required: ['id'],
    run: async (input) => {
      const found = requireDevice(input.id);
      const metric = String(input.metric ?? Object.keys(found.metrics)[0] ?? '');
      const hours = typeof input.hours === 'number' ? input.hours : 24;
      return { id: found.id, name: found.name, metric, points: historyOf(found, metric, hours) };
    },
  },
  iot_list_alerts: {
    description: '列出未恢复的告警，可按楼栋、级别筛选。(Lists open alerts.)',
    properties: { building, level: text('告警级别 (level)', { enum: ['critical', 'warning'] }) },
    required: [],
    run: async (input) => {
      const alerts = ALERTS.filter((one) => matches(one, input, ['building', 'level']));
      return { alerts: alerts.map((one) => ({ ...one })), total: alerts.length };
    },
  },
  iot_send_command: {
    description: '向设备下发控制指令（演示，不会影响真实设备）。(Sends a command to a device; a demonstration.)',
    properties: {
      id: deviceId,
      command: text('指令，如 restart (command)', { minLength: 1 }),
      value: { description: '指令参数 (argument)' },
    },
    required: ['id', 'command'],
    run: async (input, { idempotencyKey }) => {
      const { id, name } = requireDevice(input.id);
      const commandId = `cmd-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 12)}`;
      return { commandId, id, name, command: input.command ?? null, value: input.value ?? null, accepted: true };
    },
  },
} satisfies Record<string, BuiltInHandler>;

interface BuiltInHandler {
  description: string;
  properties: JsonObject;
  required: string[];
  run: ToolHandler;
}

/** Names that a tool's `execution.handler` may have. */
export const toolHandlerNames: readonly string[] = Object.keys(HANDLERS);

/** What a handler tool runs, by name. */
export const builtInHandlers: ReadonlyMap<string, ToolHandler> = new Map(
  Object.entries(HANDLERS).map(([name, { run }]) => [name, run]),
);

/** The tools of a fresh installation: a small demonstration fleet, so that the first example runs as it is written. */
export const builtInTools: readonly BuiltInTool[] = Object.entries(HANDLERS).map(([name, handler]) => ({
  name,
  description: handler.description,
  appId: 'iot',
  input_schema: {
    type: 'object',
    properties: handler.properties,
    required: handler.required,
    additionalProperties: false,
  },
  execution: { type: 'handler', handler: name },
}));

function matches<Row extends object>(row: Row, input: JsonObject, fields: (keyof Row & string)[]): boolean {
  return fields.every((field) => input[field] === undefined || input[field] === row[field]);
}

function requireDevice(id: JsonValue | undefined): Device {
  const found = FLEET.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new StepFailure(TOOL_CODES.failed, `There is no device "${String(id)}" in the demonstration fleet.`, {
    retryable: false,
  });
}
