import { randomBytes } from 'node:crypto';
import { findTestServerBinary } from '@perdura/embedded';
import { type SharedTemporal, sharedTemporal } from './shared-services.ts';

/** The run's shared Temporal server, and names on it that no other test uses. */
export interface TestTemporal extends SharedTemporal {
  /** A task queue of the test's own. */
  uniqueTaskQueue(prefix?: string): string;
}

/** Temporal for tests: one server per jest run, started by the first test that asks. */
export async function testTemporal(): Promise<TestTemporal> {
  return { ...(await sharedTemporal()), uniqueTaskQueue };
}

/** Path of the server that skips time, for `TestWorkflowEnvironment.createTimeSkipping` (`existing-path`). */
export async function timeSkippingServerPath(): Promise<string> {
  return findTestServerBinary();
}

function uniqueTaskQueue(prefix = 'test'): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}
