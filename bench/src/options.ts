import { parseArgs } from 'node:util';
import type { Effort } from './case.ts';

export interface BenchOptions {
  effort: Effort;
  /** Names of the cases to run; all of them when empty. */
  only: string[];
  /** Whether to put the table into docs/performance.md. */
  write: boolean;
  /** Folder for processor profiles of the processes that are measured. */
  profileFolder: string | undefined;
  help: boolean;
}

/** @throws when an option is unknown or a case is not one of `cases` */
export function parseOptions(args: string[], cases: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const unknown = positionals.filter((name) => !cases.includes(name));
  if (unknown.length > 0) throw new Error(`there is no case ${unknown.join(', ')}; the cases are ${cases.join(', ')}`);
  if (values.write && (positionals.length > 0 || values.smoke)) {
    throw new Error('--write keeps the figures of one run of all cases: it goes neither with a case nor with --smoke');
  }
  return {
    effort: values.smoke ? 'smoke' : values.quick ? 'quick' : 'full',
    only: positionals,
    write: values.write,
    profileFolder: values.profile,
    help: values.help,
  };
}
