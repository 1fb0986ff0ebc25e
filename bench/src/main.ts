import { startBenchStack } from './bench-stack.ts';
import type { BenchCase, CaseContext, CaseResult } from './case.ts';
import { api } from './cases/api.ts';
import { developmentServer } from './cases/development-server.ts';
import { flowWebhook } from './cases/flow-webhook.ts';
import { interpreter } from './cases/interpreter.ts';
import { loops } from './cases/loops.ts';
import { memory } from './cases/memory.ts';
import { million } from './cases/million.ts';
import { recording } from './cases/recording.ts';
import { settings } from './cases/settings.ts';
import { shapes } from './cases/shapes.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { writeReport } from './report.ts';
import { isKept, markdownTable } from './table.ts';

const CASES: BenchCase[] = [
  interpreter,
  recording,
  shapes,
  loops,
  developmentServer,
  settings,
  api,
  flowWebhook,
  memory,
  million,
];

async function main(args: string[]): Promise<void> {
  const options = parseOptions(
    args,
    CASES.map(({ name }) => name),
  );
  if (options.help) {
    for (const { name, title } of CASES) print(`  ${name.padEnd(12)} ${title}`);
    return;
  }
  const startedAt = Date.now();
  const results = await runCases(options);
  const rows = results.flatMap((result) => result.rows);
  const report = [markdownTable(rows), ...results.flatMap(({ appendix }) => appendix ?? [])].join('\n\n');
  print(`\n${report}\n`);
  if (options.write) await writeReport(report);
  print(`${Math.round((Date.now() - startedAt) / 1_000)} s.`);
  const broken = rows.filter((row) => isKept(row) === false);
  // The figures of a smoke run say nothing.
  if (options.effort !== 'smoke' && broken.length > 0) {
    print(`${broken.length} of the bounds are not kept.`);
    process.exitCode = 1;
  }
}

async function runCases(options: BenchOptions): Promise<CaseResult[]> {
  const stack = await startBenchStack({ profileFolder: options.profileFolder });
  try {
    let shared: ReturnType<CaseContext['temporal']> | null = null;
    const context: CaseContext = {
      stack,
      effort: options.effort,
      temporal: () => (shared ??= stack.startTemporal({ databaseFile: `${stack.folder}/temporal.db` })),
      note: (line) => progress(`  ${line}`),
    };
    const results: CaseResult[] = [];
    for (const one of CASES) {
      if (options.only.length > 0 ? !options.only.includes(one.name) : one.onlyByName === true) continue;
      progress(`${one.name}: ${one.title}`);
      const result = await one.run(context);
      progress(`\n${markdownTable(result.rows)}\n`);
      results.push(result);
    }
    return results;
  } finally {
    await stack.dispose();
  }
}

/** The table alone goes to standard output. */
function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main(process.argv.slice(2));
process.exit();
