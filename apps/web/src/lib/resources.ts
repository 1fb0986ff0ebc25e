/** The wire's resources as the console reads them; the HTTP contract is the source of each field. */
export type RunStatus = 'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
export type StepStatus = 'running' | 'waiting' | 'success' | 'failed' | 'skipped' | 'cancelled';

export interface Trigger {
  type: string;
  schedule?: string;
  event?: string;
}

export interface WorkflowSummary {
  _id: string;
  name: string;
  description: string;
  trigger: Trigger;
  enabled: boolean;
  source: string;
  updatedAt: string;
}

export interface NodeDefinition {
  id: string;
  type: string;
  name?: string;
  config?: Record<string, unknown>;
}

export interface EdgeDefinition {
  from: string;
  to: string;
  condition?: string;
}

export interface Workflow extends WorkflowSummary {
  id: string;
  nodes: NodeDefinition[];
  edges: EdgeDefinition[];
  version: number;
  tags?: string[];
  timeoutMs?: number;
  createdAt: string;
}

export interface WorkflowVersion {
  version: number;
  name: string;
  nodes: NodeDefinition[];
  edges: EdgeDefinition[];
  createdAt: string;
  author: unknown;
  note: string;
}

export interface Failure {
  code: string;
  message: string;
  nodeId?: string | null;
}

export interface Step {
  nodeId: string;
  nodeType: string;
  status: StepStatus;
  result: unknown;
  error: Failure | null;
  attempts: number;
  warnings: string[];
  startedAt: string | null;
  completedAt: string | null;
}

export interface Run {
  _id: string;
  workflowId: string;
  status: RunStatus;
  triggeredBy: string;
  triggerData: unknown;
  stepResults: Step[];
  version: number;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  durationMs: number | null;
  error: Failure | null;
  tags: string[];
  businessKey: string | null;
  temporal?: { workflowId: string; runId: string | null };
}

export interface Tool {
  name: string;
  description: string;
  appId?: string | null;
  input_schema: unknown;
  execution: { type: string };
}

export interface Connection {
  id: string;
  name: string;
  type: string;
  allowedHosts: string[];
  createdAt: string;
}

export interface MailMessage {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  receivedAt: string;
}
