import type { FaultReport } from '../faults/report.ts';
import type { DefinitionDraft, Draft } from './draft.ts';
import type { ExpressionBudget } from './expression-budget.ts';
import type { Limits } from './limits.ts';

/** What rules know beside the graph that they look at. */
export interface RuleContext {
  report: FaultReport;
  limits: Limits;
  /** The whole that the graph belongs to. */
  definition: DefinitionDraft;
  budget: ExpressionBudget;
  existing: Existing;
}

/** The versions that a workflow has: those from 1 to the newest. */
export interface KnownVersions {
  newest: number;
  labels: ReadonlySet<string>;
}

/** What exists in the project; what is undefined is not to be checked. */
export interface Existing {
  toolNames: ReadonlySet<string> | undefined;
  /** Types of connections, by name. */
  connections: ReadonlyMap<string, string> | undefined;
  channelNames: ReadonlySet<string> | undefined;
  /** Tables by all that they may be meant by. */
  tableNames: ReadonlySet<string> | undefined;
  workflowIds: ReadonlySet<string> | undefined;
  /** Versions of the workflows that are named, by the workflow's id. */
  workflowVersions: ReadonlyMap<string, KnownVersions> | undefined;
  /** How many secrets of its webhook trigger are kept, which masks may stand for. */
  keptSecrets: number | undefined;
  /** Id of the workflow that the definition belongs to, once it has one. */
  ownId: string | undefined;
}

/** One rule for each graph of a definition: looks at what could be read of it and reports what breaks the rule. */
export type Rule = (draft: Draft, context: RuleContext) => void;

/** One rule for a definition as a whole. */
export type DefinitionRule = (definition: DefinitionDraft, context: RuleContext) => void;
