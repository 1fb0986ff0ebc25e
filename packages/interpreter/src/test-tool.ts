import type { RunActivities, TestToolInput, ValueRef } from '@perdura/definition/run';
import { proxyActivities } from '@temporalio/workflow';
import { withoutActivityFrame } from './node-end.ts';

/** One attempt: who tests a tool wants to see its first failure. */
const { 'test-tool': callTool } = proxyActivities<RunActivities>({
  startToCloseTimeout: 60_000,
  scheduleToCloseTimeout: 90_000,
  retry: { maximumAttempts: 1 },
});

/** Calls one tool with one input; fails with the tool's own error code. */
export async function testTool(input: TestToolInput): Promise<ValueRef> {
  return withoutActivityFrame(callTool(input));
}
