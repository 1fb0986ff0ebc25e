import { holdsTemplate } from '../expressions/template.ts';
import type { JsonValue } from '../json.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { isObject } from './draft.ts';

/** More are not told: a definition with more of them has other faults. */
const MAX_NAMED = 10_000;

/**
 * The ids of workflows that a definition names, sound or not, each once: what a caller looks up before it validates
 * the definition. An id that a template gives is not among them.
 */
export function namedWorkflows(input: unknown): string[] {
  const ids = new Set<string>();
  const add = (id: JsonValue | undefined) => {
    if (typeof id === 'string' && !holdsTemplate(id)) ids.add(id);
  };
  if (isObject(input) && isObject(input.onFailure)) add(input.onFailure.workflowId);
  const pending: unknown[] = [input];
  for (let next = pending.pop(); next !== undefined && ids.size < MAX_NAMED; next = pending.pop()) {
    if (!isObject(next) || !Array.isArray(next.nodes)) continue;
    for (const node of next.nodes) {
      if (!isObject(node) || !isObject(node.config)) continue;
      for (const field of workflowFields(node.type)) add(node.config[field]);
      if (isObject(node.config.body)) pending.push(node.config.body);
    }
  }
  return [...ids];
}

function workflowFields(type: JsonValue | undefined): readonly string[] {
  const spec = Object.values(nodeSpecs).find((known) => known.type === type);
  return spec?.workflowFields ?? [];
}
