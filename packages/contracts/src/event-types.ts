/** Event types that the platform knows by name; any other `name.name` is a custom type. */
export const KNOWN_EVENT_TYPES = [
  'app.installed',
  'app.configured',
  'tool.executed',
  'tool.failed',
  'knowledge.updated',
  'graph.synced',
  'workflow.completed',
  'workflow.failed',
  'alert.triggered',
  'ai.conversation',
] as const;

/** Types that the platform itself emits. */
export const EMITTED_EVENT_TYPES = ['workflow.completed', 'workflow.failed', 'tool.executed', 'tool.failed'] as const;
