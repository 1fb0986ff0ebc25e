import type { JsonObject } from '@perdura/definition';

/** A device of the demonstration fleet. */
export interface Device {
  id: string;
  name: string;
  type: string;
  building: string;
  floor: number;
  status: 'online' | 'offline' | 'warning';
  metrics: JsonObject;
  /** ISO 8601 */
  lastSeen: string;
}

export interface Alert {
  id: string;
  deviceId: string;
  deviceName: string;
  building: string;
  severity: 'critical' | 'warning' | 'info';
  message: string;
  raisedAt: string;
}

/** The same in every process and at every time: an example whose result can be told beforehand. */
export const FLEET: readonly Device[] = [
  device('dev-001', '一号冷水机组', 'chiller', 'A栋', -1, 'online', { temperature: 7.2, power: 186.5, load: 0.71 }),
  device('dev-002', '二号冷水机组', 'chiller', 'A栋', -1, 'offline', { temperature: null, power: 0, load: 0 }),
  device('dev-003', '大堂空调', 'air-conditioner', 'A栋', 1, 'online', {
    temperature: 24.1,
    humidity: 0.48,
    power: 12.4,
  }),
  device('dev-004', '三层会议室空调', 'air-conditioner', 'A栋', 3, 'warning', {
    temperature: 29.8,
    humidity: 0.61,
    power: 14.9,
  }),
  device('dev-005', '一号客梯', 'elevator', 'A栋', 1, 'online', { trips: 412, power: 9.8, vibration: 0.12 }),
  device('dev-006', '配电室主电表', 'power-meter', 'B栋', -1, 'online', {
    voltage: 398.6,
    current: 512.3,
    power: 341.7,
  }),
  device('dev-007', '消防水泵', 'pump', 'B栋', -1, 'online', { pressure: 0.62, flow: 0, power: 0.4 }),
  device('dev-008', '生活水泵', 'pump', 'B栋', -1, 'warning', { pressure: 0.31, flow: 18.2, power: 7.5 }),
  device('dev-009', '五层烟感', 'smoke-detector', 'B栋', 5, 'online', { battery: 0.87, smoke: 0 }),
  device('dev-010', '六层烟感', 'smoke-detector', 'B栋', 6, 'offline', { battery: 0.02, smoke: null }),
  device('dev-011', '北门摄像头', 'camera', 'C栋', 1, 'online', { fps: 25, storage: 0.64 }),
  device('dev-012', '机房温湿度计', 'thermometer', 'C栋', 2, 'online', { temperature: 22.4, humidity: 0.44 }),
];

export const ALERTS: readonly Alert[] = [
  alert('alt-001', 'dev-002', 'critical', '设备离线超过 30 分钟', '2026-04-12T00:25:00.000Z'),
  alert('alt-002', 'dev-004', 'warning', '室温高于 28 ℃', '2026-04-12T00:41:00.000Z'),
  alert('alt-003', 'dev-008', 'warning', '出口压力低于 0.35 MPa', '2026-04-12T00:44:00.000Z'),
  alert('alt-004', 'dev-010', 'critical', '电量耗尽，设备离线', '2026-04-11T22:10:00.000Z'),
];

function device(
  id: string,
  name: string,
  type: string,
  building: string,
  floor: number,
  status: Device['status'],
  metrics: JsonObject,
): Device {
  const lastSeen = status === 'offline' ? '2026-04-12T00:20:00.000Z' : '2026-04-12T00:59:30.000Z';
  return { id, name, type, building, floor, status, metrics, lastSeen };
}

function alert(id: string, deviceId: string, severity: Alert['severity'], message: string, raisedAt: string): Alert {
  const { name = deviceId, building = '' } = FLEET.find((one) => one.id === deviceId) ?? {};
  return { id, deviceId, deviceName: name, building, severity, message, raisedAt };
}
