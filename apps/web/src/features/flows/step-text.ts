import type { FlowStep } from '@perdura/definition';
import { isRecord } from '../../lib/nested-nodes.ts';
import { writtenObject } from '../../lib/written-json.ts';

/** A step as it is edited: code stands by itself, since JSON has no lines. */
export interface StepText {
  displayName: string;
  /** Null for steps that have none. */
  code: string | null;
  settings: string;
}

export function textOfStep(step: FlowStep): StepText {
  const { displayName } = step;
  if (step.type !== 'CODE') return { displayName, code: null, settings: json(step.settings) };
  const { sourceCode, ...rest } = step.settings;
  const { code, ...source } = sourceCode;
  return { displayName, code, settings: json({ sourceCode: source, ...rest }) };
}

/**
 * The step that UPDATE_ACTION and UPDATE_TRIGGER take: without what it holds and what follows it, which stay.
 *
 * @throws an error in the reader's language for settings that are no JSON object
 */
export function stepOfText(step: FlowStep, { displayName, code, settings: text }: StepText): object {
  const { name, type, valid } = step;
  const settings = writtenObject(text) ?? {};
  const own = code === null ? settings : { ...settings, sourceCode: { ...asRecord(settings.sourceCode), code } };
  const skip = 'skip' in step ? { skip: step.skip } : {};
  return { name, type, displayName, valid, ...skip, settings: own };
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
