import type { TemporalServer } from '@perdura/embedded';
import type { BenchStack } from './bench-stack.ts';
import type { Row } from './table.ts';

/** How long to measure: `smoke` only shows that everything still runs, and its figures say nothing. */
export type Effort = 'full' | 'quick' | 'smoke';

export interface CaseContext {
  stack: BenchStack;
  /** The tuned server that cases share; started with the first call. */
  temporal(): Promise<TemporalServer>;
  effort: Effort;
  /** Tells what happens now. */
  note(line: string): void;
}

export interface CaseResult {
  rows: Row[];
  /** Markdown to stand below the table; none by default. */
  appendix?: string;
}

export interface BenchCase {
  /** As `--only` names it. */
  name: string;
  /** What it shows, in a few words. */
  title: string;
  /** Whether it takes so long, or so much room, that it runs only when it is asked for by its name. */
  onlyByName?: boolean;
  run(context: CaseContext): Promise<CaseResult>;
}
