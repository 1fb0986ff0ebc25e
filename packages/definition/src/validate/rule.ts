import type { FaultReport } from '../faults/report.ts';
import type { Draft } from './draft.ts';
import type { Limits } from './limits.ts';

/** What rules know beside the definition. */
export interface RuleContext {
  report: FaultReport;
  limits: Limits;
  /** Names that exist; undefined where names are not to be checked. */
  toolNames: ReadonlySet<string> | undefined;
  connectionNames: ReadonlySet<string> | undefined;
}

/** One rule of the language: looks at what could be read of a definition and reports what breaks the rule. */
export type Rule = (draft: Draft, context: RuleContext) => void;
