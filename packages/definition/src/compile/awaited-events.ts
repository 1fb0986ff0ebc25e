import { holdsTemplate } from '../expressions/template.ts';
import type { Plan } from '../plan.ts';

/** Stands for an event type that only the run knows: a template gives it. */
export const ANY_EVENT = '*';

/** Types of the events that the nodes of a plan may wait for, at any nesting, each once; {@link ANY_EVENT} for any. */
export function awaitedEvents(plan: Plan): string[] {
  const types = new Set<string>();
  const pending = [plan];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { type, config, body } of next.nodes) {
      if (type === 'wait-for-event') types.add(eventType(config.event));
      if (body) pending.push(body);
    }
  }
  return [...types].sort();
}

function eventType(event: unknown): string {
  return typeof event === 'string' && !holdsTemplate(event) ? event : ANY_EVENT;
}
