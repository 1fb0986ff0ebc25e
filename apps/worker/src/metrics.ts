import type { PieceRunnerStats } from '@perdura/pieces';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What Prometheus reads from the worker, beside what Temporal's runtime tells by itself. */
export interface Metrics {
  registry: Registry;
  runsRecorded: Counter<'status'>;
  progressWritten: Counter;
  progressDropped: Counter;
  attemptsWritten: Counter;
  attemptsDropped: Counter;
  housekeepingRounds: Counter<'task' | 'outcome'>;
  housekeepingDone: Counter<'task'>;
  housekeepingLeads: Gauge;
}

/** What the children of pieces do and did, read when somebody asks. */
export function measurePieces(registry: Registry, stats: () => PieceRunnerStats): void {
  const registers = [registry];
  new Gauge({
    name: 'perdura_piece_processes',
    help: 'Child processes of pieces, and those of them that have a call',
    labelNames: ['state'],
    registers,
    collect() {
      const { processes, busy } = stats();
      this.set({ state: 'busy' }, busy);
      this.set({ state: 'idle' }, processes - busy);
    },
  });
  new Gauge({
    name: 'perdura_piece_calls_queued',
    help: 'Calls of pieces that wait for a process',
    registers,
    collect() {
      this.set(stats().queued);
    },
  });
  new Counter({
    name: 'perdura_piece_calls_total',
    help: 'Calls of pieces and code steps',
    registers,
    collect() {
      this.reset();
      this.inc(stats().calls);
    },
  });
  new Counter({
    name: 'perdura_piece_processes_started_total',
    help: 'Child processes that were started for pieces',
    registers,
    collect() {
      this.reset();
      this.inc(stats().started);
    },
  });
  new Counter({
    name: 'perdura_piece_processes_killed_total',
    help: 'Child processes of pieces that were ended for breaking a limit, by code of the failure',
    labelNames: ['code'],
    registers,
    collect() {
      this.reset();
      for (const [code, count] of Object.entries(stats().killed)) this.inc({ code }, count);
    },
  });
}

/** A registry of its own, so that several workers can live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    runsRecorded: new Counter({
      name: 'perdura_runs_recorded_total',
      help: 'Last words of runs that were written to history, by status',
      labelNames: ['status'],
      registers,
    }),
    progressWritten: new Counter({
      name: 'perdura_progress_steps_written_total',
      help: 'Changes of steps that were written while their runs went on',
      registers,
    }),
    progressDropped: new Counter({
      name: 'perdura_progress_steps_dropped_total',
      help: 'Changes of steps that were dropped: the last word of the run makes them good',
      registers,
    }),
    attemptsWritten: new Counter({
      name: 'perdura_step_attempts_written_total',
      help: 'Attempts of steps that were written to history',
      registers,
    }),
    attemptsDropped: new Counter({
      name: 'perdura_step_attempts_dropped_total',
      help: 'Attempts of steps that were dropped: history has their number and the last outcome alone',
      registers,
    }),
    housekeepingRounds: new Counter({
      name: 'perdura_housekeeping_rounds_total',
      help: 'Rounds of housekeeping duties, by outcome',
      labelNames: ['task', 'outcome'],
      registers,
    }),
    housekeepingDone: new Counter({
      name: 'perdura_housekeeping_done_total',
      help: 'Things that housekeeping put right',
      labelNames: ['task'],
      registers,
    }),
    housekeepingLeads: new Gauge({
      name: 'perdura_housekeeping_leads',
      help: '1 in the process that does the housekeeping',
      registers,
    }),
  };
}
