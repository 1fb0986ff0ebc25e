import { HttpLedger, type LedgerAnswer } from './http-ledger.ts';

/** Answers to one request, such as `POST /orders`, in turn; the last one is repeated. */
export interface ServiceRule {
  on: string;
  answers: LedgerAnswer[];
}

/** A service that answers by rules, and all else with 200 and `{accepted: true}`. */
export interface ScriptedService {
  readonly url: string;
  /** Method and path of every request, in order of arrival. */
  requests(): string[];
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startScriptedService(rules: readonly ServiceRule[]): Promise<ScriptedService> {
  const left = new Map(rules.map(({ on, answers }) => [on, [...answers]]));
  const ledger = new HttpLedger({
    answer: ({ method, path }) => {
      const answers = left.get(`${method} ${path}`) ?? [];
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 200, body: { accepted: true } };
    },
  });
  await ledger.listen();
  return {
    url: ledger.url,
    requests: () => ledger.arrivals.map(({ method, path }) => `${method} ${path}`),
    close: () => ledger.close(),
  };
}
