export { createLanguageModels } from './ai/models.ts';
export { approvalMailer } from './approvals/approval-activities.ts';
export { createActivities } from './create-activities.ts';
export {
  type ActivityDependencies,
  type ActivitySettings,
  type AttemptLog,
  type AttemptNote,
  DEFAULT_ACTIVITY_SETTINGS,
  type FlowRunStart,
  type Logger,
  type LogLine,
  type PlatformEvent,
} from './dependencies.ts';
export { FAILURE_CODES, StepFailure } from './failures.ts';
export { type FlowConnections, flowConnections } from './flows/connections/flow-connections.ts';
export type { PieceServices } from './flows/piece-services.ts';
export { accountMailer } from './mail/account-mails.ts';
export { createMailer } from './mail/mailer.ts';
export { createOutbound } from './outbound/outbound.ts';
export { pieceOutbound } from './outbound/piece-outbound.ts';
export { type Attempt, AttemptFailed, runNode } from './run-node.ts';
