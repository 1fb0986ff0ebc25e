import { createHmac } from 'node:crypto';
import { eventually } from '@perdura/testkit';
import { checkProblem } from './answer-check.ts';
import { type RawAnswer, type RawRequest, send } from './http-client.ts';
import type { TestApi } from './test-api.ts';

/** The fields of a run's document that tests of webhooks look at. */
export interface Run {
  status: string;
  triggeredBy: string;
  triggerData: { body: unknown; headers: Record<string, string>; query: unknown; method: string; path: string };
}

/** Makes workflows with webhooks, and delivers to them. */
export function webhookCalls(held: () => TestApi) {
  let paths = 0;

  /** A workflow with a webhook; answers its id and the path. */
  async function hooked(trigger: object = {}, rest: object = {}) {
    paths += 1;
    const path = `orders/new-${paths}`;
    const body = { name: 'hooked', trigger: { type: 'webhook', path, ...trigger }, ...rest };
    const made = await held().call('POST', '/v1/workflows', { body });
    if (made.status !== 201) throw new Error(made.text);
    return { path, id: (made.json as { id: string }).id };
  }

  async function deliver(path: string, { method = 'POST', ...rest }: Partial<RawRequest> = {}): Promise<RawAnswer> {
    const answer = await send(held().port, { method, path: `/v1/hooks/${path}`, ...rest });
    const isProblem = answer.headers['content-type']?.startsWith('application/problem+json');
    if (isProblem && method !== 'HEAD') checkProblem(`${method} ${path}`, answer);
    return answer;
  }

  /** The run of a workflow, once it goes. */
  async function goingOf(id: string): Promise<string> {
    return await eventually(async () => {
      const { json } = await held().call('GET', `/v1/workflows/${id}/runs`);
      const [run] = (json as { runs: { id: string }[] }).runs;
      if (run === undefined) return undefined;
      const { status } = (await held().call('GET', `/v1/runs/${run.id}`)).json as Run;
      return status === 'running' ? run.id : undefined;
    });
  }

  async function runOf(answer: RawAnswer): Promise<Run> {
    expect(answer.status).toBe(202);
    return (await held().call('GET', `/v1/runs/${runIdOf(answer)}`)).json as Run;
  }

  async function runsOf(id: string): Promise<number> {
    return ((await held().call('GET', `/v1/workflows/${id}/runs`)).json as { total: number }).total;
  }

  return { hooked, deliver, goingOf, runOf, runsOf };
}

export const codeOf = ({ status, json }: RawAnswer) => [status, (json as { code?: string } | undefined)?.code];
export const runIdOf = ({ json }: RawAnswer) => (json as { runId: string }).runId;

/** A request that is signed as GitHub signs. */
export function signed(secret: string, body: string, headers: Record<string, string> = {}): Partial<RawRequest> {
  const mac = createHmac('sha256', secret).update(body).digest('hex');
  return { body: Buffer.from(body), headers: { 'x-hub-signature-256': `sha256=${mac}`, ...headers } };
}
