import type { NodeOpening } from '@perdura/definition/run';
import { approval } from './approval.ts';
import { delay } from './delay.ts';
import type { Driver, DriverHost } from './driver.ts';
import { forEach } from './for-each.ts';
import { loop } from './loop.ts';
import { piece } from './piece.ts';
import { subWorkflow } from './sub-workflow.ts';
import { waitForEvent } from './wait-for-event.ts';
import { whileLoop } from './while.ts';

type Opening<Type> = Extract<NodeOpening, { type: Type }>;

/** Makes the driver of a step; `kept` is what the driver before kept, null for a step that has just opened. */
type MakeDriver<Type> = (host: DriverHost, opening: Opening<Type>, kept: never) => Driver;

/** The driver of every type that waits or loops. */
const DRIVERS: { readonly [Type in NodeOpening['type']]: MakeDriver<Type> } = {
  delay,
  'wait-for-event': waitForEvent,
  'for-each': forEach,
  while: whileLoop,
  'sub-workflow': subWorkflow,
  approval,
  loop,
  piece,
};

export function makeDriver(host: DriverHost, opening: NodeOpening, kept: unknown): Driver {
  const make = DRIVERS[opening.type] as unknown as (host: DriverHost, opening: NodeOpening, kept: unknown) => Driver;
  return make(host, opening, kept);
}
