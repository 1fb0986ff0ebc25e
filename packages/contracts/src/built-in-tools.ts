import type { JsonObject } from '@perdura/definition';

/** A tool that every project has from its start; its handler of the same name lives with the activities. */
export interface BuiltInTool {
  name: string;
  description: string;
  appId: string;
  inputSchema: JsonObject;
  execution: { type: 'handler'; handler: string };
}

const DEVICE_ID = { type: 'string', minLength: 1, description: '设备编号 (device id)' };

/** The demonstration fleet, so that the first example runs as it is written. */
export const BUILT_IN_TOOLS: readonly BuiltInTool[] = [
  builtIn('iot_get_all_devices', '列出演示设备及其状态 (lists the devices of the demonstration fleet)', {
    building: { type: 'string', description: '只列出该楼栋的设备 (only devices of this building)' },
    status: { type: 'string', enum: ['online', 'offline', 'warning'] },
  }),
  builtIn('iot_get_device', '读取一台设备 (reads one device)', { deviceId: DEVICE_ID }, ['deviceId']),
  builtIn('iot_list_alerts', '列出演示设备的告警 (lists the alerts of the demonstration fleet)', {
    building: { type: 'string' },
    severity: { type: 'string', enum: ['info', 'warning', 'critical'] },
  }),
  builtIn(
    'iot_send_command',
    '向一台设备发送命令 (sends a command to one device)',
    { deviceId: DEVICE_ID, command: { type: 'string', minLength: 1 }, parameters: { type: 'object' } },
    ['deviceId', 'command'],
  ),
];

function builtIn(name: string, description: string, properties: JsonObject, required: string[] = []): BuiltInTool {
  return {
    name,
    description,
    appId: 'iot',
    inputSchema: { type: 'object', properties, required, additionalProperties: false },
    execution: { type: 'handler', handler: name },
  };
}
