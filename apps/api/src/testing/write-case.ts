import type fc from 'fast-check';

/** Things that the write routes of a test act on. */
export interface Targets {
  workflowId: string;
  runId: string;
  connectionId: string;
  searchId: string;
  jobId: string;
  subscriptionId: string;
  deliveryId: string;
  apiKeyId: string;
  /** A task that stays pending after one approval, and the token of a link to it. */
  approvalId: string;
  approvalToken: string;
  /** Another project than the caller's: limits on this one would stop the test. */
  projectId: string;
  /** A member of the caller's project, who does nothing. */
  userId: string;
  flowId: string;
  folderId: string;
  tableId: string;
  fieldId: string;
  recordId: string;
  mcpServerId: string;
  channelId: string;
  channelSecret: string;
  appConnectionId: string;
  flowRunId: string;
}

/** A route that writes, with the bodies that it takes. */
export interface WriteCase {
  operationId: string;
  path(targets: Targets): string;
  body: fc.Arbitrary<unknown>;
  /** Of a body that is signed. */
  headers?(targets: Targets, body: Buffer): Record<string, string>;
  /** What a valid body may be answered with, for reasons other than the body. */
  answers: number[];
}
