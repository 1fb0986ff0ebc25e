import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { TOOL_CODES } from './codes.ts';
import { ALERTS, type Device, FLEET } from './device-fleet.ts';
import type { ToolContext } from './tool-context.ts';

/** The code of a tool that is built in; its input fits the tool's schema. */
export type ToolHandler = (input: JsonObject, context: ToolContext) => Promise<JsonValue>;

/** Every handler that a tool's `execution.handler` may name: the demonstration fleet of the contract's built-in tools. */
export const toolHandlers: ReadonlyMap<string, ToolHandler> = new Map<string, ToolHandler>([
  [
    'iot_get_all_devices',
    async (input) => {
      const devices = FLEET.filter((device) => matches(device, input, ['building', 'status']));
      return { devices: devices.map((device) => ({ ...device })), total: devices.length };
    },
  ],
  ['iot_get_device', async (input) => ({ ...requireDevice(input.deviceId) })],
  [
    'iot_list_alerts',
    async (input) => {
      const alerts = ALERTS.filter((alert) => matches(alert, input, ['building', 'severity']));
      return { alerts: alerts.map((alert) => ({ ...alert })), total: alerts.length };
    },
  ],
  [
    'iot_send_command',
    async (input, { idempotencyKey }) => {
      const { id: deviceId, name } = requireDevice(input.deviceId);
      const commandId = `cmd-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 12)}`;
      const { command = null, parameters = {} } = input;
      return { commandId, deviceId, name, command, parameters, accepted: true };
    },
  ],
]);

function matches<Row extends object>(row: Row, input: JsonObject, fields: (keyof Row & string)[]): boolean {
  return fields.every((field) => input[field] === undefined || input[field] === row[field]);
}

function requireDevice(id: JsonValue | undefined): Device {
  const found = FLEET.find((device) => device.id === id);
  if (found !== undefined) return found;
  throw new StepFailure(TOOL_CODES.failed, `There is no device "${String(id)}" in the demonstration fleet.`, {
    retryable: false,
  });
}
