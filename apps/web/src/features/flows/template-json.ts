import { isRecord } from '../../lib/nested-nodes.ts';

/** What IMPORT_FLOW takes. */
export interface ImportedFlow extends Record<string, unknown> {
  /** Empty where nothing names it. */
  displayName: string;
  trigger: unknown;
}

/** The flow that a template holds (`flows`, or `template` of older ones), or the import itself; null for none. */
export function flowOfTemplate(value: unknown): ImportedFlow | null {
  if (!isRecord(value)) return null;
  const [first] = Array.isArray(value.flows) ? value.flows : [];
  const flow = [value, first, value.template, value.version].filter(isRecord).find(({ trigger }) => isRecord(trigger));
  if (flow === undefined) return null;
  const title = [flow.displayName, value.name].find((name) => typeof name === 'string');
  return { ...flow, displayName: String(title ?? ''), trigger: flow.trigger };
}
