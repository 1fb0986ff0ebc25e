import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expectModel } from '../test/expect-model.ts';
import { startHarness } from '../test/interpreter-harness.ts';
import { randomPlans } from '../test/random-plans.ts';

test('zz', async () => {
  const n = Number(process.env.N ?? 50);
  const seed = Number(process.env.SEED ?? 20260101);
  const only = process.env.ONLY;
  const harness = await startHarness({ maxCachedWorkflows: Number(process.env.CACHE ?? 200) });
  const options = process.env.CAN ? { limits: { historyEvents: 40, scopeBytes: 600 } } : {};
  let queue = [...fc.sample(randomPlans({ maxNodes: 14, failureWeight: 5, depth: 3 }), { numRuns: n, seed }).entries()];
  if (only) queue = queue.filter(([i]) => only.split(',').includes(String(i)));
  const out: string[] = [];
  let done = 0,
    failed = 0,
    parts = 0;
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, plan] = next;
      const started = await harness.start(plan, { ...options, interpreter: 1 + (index % 2) });
      const race = await Promise.race([
        started.closed().catch((e) => String(e)),
        new Promise((r) => setTimeout(() => r('timeout'), 60000)),
      ]);
      if (typeof race === 'string') {
        const snap = await started.handle.query('run').catch((e) => String(e));
        const d = await started.handle.describe();
        const h = await started.handle.fetchHistory();
        const failures = (h.events ?? [])
          .filter((e) => e.workflowTaskFailedEventAttributes)
          .map(
            (e) =>
              e.workflowTaskFailedEventAttributes?.failure?.message +
              ' ' +
              e.workflowTaskFailedEventAttributes?.failure?.stackTrace,
          );
        writeFileSync(`/tmp/h4/H-hang-${index}.json`, JSON.stringify({h, effects: harness.activities.effectsOf(started.runId), plan}, (k, v) => typeof v === 'bigint' ? String(v) : v, 1));
        out.push(
          `PLAN ${index} HANGS ${race} ${d.status.name} ${d.historyLength} ${failures.slice(-1)}\n${JSON.stringify(snap, null, 1)}\n${JSON.stringify(plan)}`,
        );
        await started.handle.terminate().catch(() => {});
        continue;
      }
      done++;
      const played = race as never as { record: { status: string }; runId: string };
      if (played.record.status === 'failed') failed++;
      parts += harness.activities.recorded.filter((r) => r.runId === played.runId).length;
      try {
        expectModel(plan, played as never, harness);
      } catch (e) {
        out.push(
          `PLAN ${index}: ${String(e).replace(/\u001b\[\d+m/g, '')} ${String((e as Error).stack)
            .split('\n')
            .filter((l) => l.includes('expect-'))
            .slice(0, 3)
            .join('\n')}\n` +
            (only
              ? JSON.stringify(plan, null, 1) +
                JSON.stringify(harness.activities.effectsOf(played.runId)) +
                JSON.stringify(harness.activities.recorded.filter((r) => r.runId === played.runId))
              : ''),
        );
      }
    }
  };
  await Promise.all(Array.from({ length: Number(process.env.AT ?? 10) }, work));
  await harness.operator.settled();
  for (const f of harness.operator.faults) out.push('OPERATOR ' + String(f) + String((f as Error).cause));
  writeFileSync(
    process.env.OUT ?? '/tmp/h4/H-out.txt',
    `done ${done} failed ${failed} records ${parts} faults ${out.length}\n` + out.join('\n=====\n'),
  );
  await harness.shutdown();
}, 900_000);
