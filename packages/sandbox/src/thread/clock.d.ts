/** What `clock.js` gives to code in TypeScript; threads load that file as it is. */
export interface Clock {
  start(): void;
  isOver(): boolean;
  wasOver(): boolean;
}

export function clockOf(timeoutMs: number): Clock;

export function stopwatch(): () => number;
