import { createOutbound } from '@perdura/activities';
import { createEvaluator } from '@perdura/sandbox';

export interface HttpResult {
  status: number;
  headers: Record<string, string | string[]>;
  body: { device: string };
}

/** The same work as the product's nodes do, by hand: the same way out, the same sandbox, and nothing around them. */
export function createBaselineActivities() {
  const outbound = createOutbound({ allowHosts: ['127.0.0.1'] });
  const evaluator = createEvaluator();
  return {
    async callHttp({ url, key }: { url: string; key: string }): Promise<HttpResult> {
      const answer = await outbound.request({ method: 'GET', url, headers: { 'idempotency-key': key } });
      if (answer.status >= 400) throw new Error(`GET ${url} answered ${answer.status}`);
      const { status, headers, body } = answer;
      return { status, headers, body: JSON.parse(body.toString('utf8')) };
    },
    async decide({ expression, trigger }: { expression: string; trigger: { count: number } }): Promise<boolean> {
      const { value } = await evaluator.evaluate(expression, { trigger: { data: trigger } });
      return value === true;
    },
  };
}

export type BaselineActivities = ReturnType<typeof createBaselineActivities>;
