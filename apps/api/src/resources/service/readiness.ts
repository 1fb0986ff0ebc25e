import type { AppDependencies } from '../../app-dependencies.ts';

export interface Part {
  ready: boolean;
  detail: string | null;
}

export interface Readiness {
  status: 'ready' | 'unavailable';
  missing: ('database' | 'temporal' | 'worker')[];
  parts: { database: Part; temporal: Part; worker: Part };
}

/** How long an answer is used again, in milliseconds: anyone may ask, as often as they like. */
const FRESH_MS = 500;

/** How long each part may take to answer, in milliseconds. */
const DEADLINE_MS = 2_000;

/** Asks database, Temporal and the task queue, for all callers at once. */
export function readinessProbe({ database, control }: Pick<AppDependencies, 'database' | 'control'>) {
  let newest: { at: number; answer: Promise<Readiness> } | null = null;

  async function ask(): Promise<Readiness> {
    const [stored, temporal] = await Promise.all([databasePart(), control.temporalReady(DEADLINE_MS)]);
    const serves = temporal.reachable && temporal.namespace;
    const parts = {
      database: stored,
      temporal: { ready: serves, detail: serves ? null : 'the workflow service or its namespace cannot be reached' },
      worker: { ready: temporal.worker, detail: temporal.worker ? null : 'no worker polls the task queue' },
    };
    const missing = (['database', 'temporal', 'worker'] as const).filter((name) => !parts[name].ready);
    return { status: missing.length === 0 ? 'ready' : 'unavailable', missing, parts };
  }

  async function databasePart(): Promise<Part> {
    try {
      await database.ready(DEADLINE_MS);
      return { ready: true, detail: null };
    } catch {
      return { ready: false, detail: 'the database cannot be reached' };
    }
  }

  return async (): Promise<Readiness> => {
    if (newest === null || Date.now() - newest.at > FRESH_MS) newest = { at: Date.now(), answer: ask() };
    return await newest.answer;
  };
}
