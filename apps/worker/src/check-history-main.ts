import { parseArgs } from 'node:util';
import { checkHistory, connectTemporal, type HistoryReport } from '@perdura/control-plane';
import { createDatabase } from '@perdura/database';
import { createLogger, reportFailure } from '@perdura/process';
import { readEnv } from './env.ts';
import { temporalTls } from './temporal-tls.ts';

/** Shown of the differences, unless they are asked for as JSON. */
const SHOWN = 50;

/**
 * `node dist/check-history-main.js [--project ID] [--since TIME] [--limit N] [--states-only] [--json]`: compares history
 * with Temporal and changes nothing. Exit code 0 when they say the same, 1 when not, or when they cannot be read.
 */
async function main(): Promise<void> {
  const { options, json } = readArguments();
  const env = readEnv(process.env);
  const database = createDatabase({
    url: env.DATABASE_URL,
    poolSize: 4,
    encryptionKeys: env.ENCRYPTION_KEYS,
    statementTimeoutMs: 60_000,
  });
  const temporal = connectTemporal({
    address: env.TEMPORAL_ADDRESS,
    namespace: env.TEMPORAL_NAMESPACE,
    taskQueue: env.TEMPORAL_TASK_QUEUE,
    tls: temporalTls(env),
    ...(env.TEMPORAL_API_KEY ? { apiKey: env.TEMPORAL_API_KEY } : {}),
    identity: `check-history-${process.pid}`,
  });
  try {
    const logger = createLogger('check-history', 'silent');
    const report = await checkHistory({ database, temporal, logger, ...options, onProgress: tellProgress() });
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : forPeople(report));
    process.exitCode = report.differing === 0 ? 0 : 1;
  } finally {
    await temporal.close();
    await database.close();
  }
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      project: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string' },
      'states-only': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const since = values.since === undefined ? null : new Date(values.since);
  if (since !== null && Number.isNaN(since.getTime())) {
    throw new RangeError(`--since is ${values.since}; expected a time like 2026-04-12 or 2026-04-12T09:00:00Z`);
  }
  const limit = values.limit === undefined ? null : Number(values.limit);
  if (limit !== null && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError(`--limit is ${values.limit}; expected a whole number above 0`);
  }
  return {
    json: values.json,
    options: {
      steps: !values['states-only'],
      ...(values.project === undefined ? {} : { projectId: values.project }),
      ...(since === null ? {} : { since }),
      ...(limit === null ? {} : { limit }),
    },
  };
}

/** Tells on the error channel, every few seconds, how far it is. */
function tellProgress(): (runs: number) => void {
  let told = Date.now();
  return (runs) => {
    if (Date.now() - told < 5_000) return;
    told = Date.now();
    process.stderr.write(`${runs} runs compared\n`);
  };
}

function forPeople(report: HistoryReport): string {
  const lines = report.differences
    .slice(0, SHOWN)
    .map(
      ({ runId, what, history, temporal }) =>
        `${runId}  ${what}: history has ${short(history)}, Temporal has ${short(temporal)}`,
    );
  if (report.differences.length > SHOWN) lines.push(`… and further ones: --json tells up to a thousand`);
  lines.push(
    `${report.runs} runs compared, ${report.differing} differ. ${report.onlyInHistory} are in history alone, ` +
      `of ${report.statesOnly} no worker told the steps. ` +
      `${report.executions} executions looked for, ${report.onlyInTemporal} ended ones have no row.`,
  );
  return `${lines.join('\n')}\n`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

main().catch((error: unknown) => reportFailure('check-history', error));
