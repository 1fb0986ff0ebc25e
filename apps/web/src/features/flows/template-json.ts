import { t } from '../../lib/language.ts';
import { isRecord } from '../../lib/nested-nodes.ts';

/** What IMPORT_FLOW takes. */
export interface ImportedFlow extends Record<string, unknown> {
  displayName: string;
  trigger: unknown;
}

/**
 * The flow that a text holds: a template (`flows`, or `template` of older ones), or the import itself.
 *
 * @throws an error in the reader's language when it holds none
 */
export function readTemplate(text: string): ImportedFlow {
  const value = parsed(text);
  const flow = flowOf(value);
  if (flow === null) throw new Error(t('noTemplate'));
  const title = [flow.displayName, isRecord(value) ? value.name : null].find((name) => typeof name === 'string');
  return { ...flow, displayName: String(title ?? t('flow')), trigger: flow.trigger };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(t('notJson'));
  }
}

function flowOf(value: unknown): Record<string, unknown> | null {
  if (!isRecord(value)) return null;
  const [first] = Array.isArray(value.flows) ? value.flows : [];
  const held = [value, first, value.template, value.version].filter(isRecord);
  return held.find(({ trigger }) => isRecord(trigger)) ?? null;
}
