import { ENGINE_MOUNT } from '@perdura/contracts';

/** What an address below `/v1/webhooks/` asks for. */
export interface WebhookAddress {
  kind: 'webhook';
  /** The flow's id, as it was written, or the beginning of what is too long to be one. */
  flow: string;
  /** `run` the published version, `draft`: the newest one; `test` only keeps the request. */
  mode: 'run' | 'draft' | 'test';
  /** Whether the caller waits for the answer. */
  waits: boolean;
  /** What follows the question mark; empty without one. */
  query: string;
}

/** The address at which a piece waits. */
export interface ResumeAddress {
  kind: 'resume';
  run: string;
  requestId: string;
  waits: boolean;
  query: string;
}

/** Ids are whatever stands in their places: who mistyped one is told that it is unknown, not to sign in. */
const WEBHOOK = /^\/v1\/webhooks\/([^/]+)(\/sync|\/draft|\/draft\/sync|\/test)?$/;
const RESUME = /^\/v1\/flow-runs\/([^/]+)\/requests\/([^/]+)(\/sync)?$/;
const MOST_OF_ID = 100;

/** What a request's address asks of flows without a credential; null for all other addresses. */
export function flowAddress(url: string): WebhookAddress | ResumeAddress | null {
  const [whole = '', ...rest] = url.split('?');
  const query = rest.join('?');
  const path = whole.startsWith(`${ENGINE_MOUNT}/`) ? whole.slice(ENGINE_MOUNT.length) : whole;
  const [, flow, way = ''] = WEBHOOK.exec(path) ?? [];
  if (flow !== undefined) {
    const mode = way.startsWith('/draft') ? 'draft' : way === '/test' ? 'test' : 'run';
    return { kind: 'webhook', flow: flow.slice(0, MOST_OF_ID), mode, waits: way.endsWith('/sync'), query };
  }
  const [, run, requestId, sync] = RESUME.exec(path) ?? [];
  if (run === undefined || requestId === undefined) return null;
  return { kind: 'resume', run: run.slice(0, MOST_OF_ID), requestId, waits: sync !== undefined, query };
}
