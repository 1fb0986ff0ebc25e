import type { StepPlace } from '@perdura/definition/run';

/** A step's place as the key of a map. */
export function placeKey({ nodeId, iteration }: StepPlace): string {
  return `${iteration}/${nodeId}`;
}
