export { createEvaluator, type EvaluatorOptions } from './create-evaluator.ts';
export { EvaluationError, type EvaluationErrorKind } from './evaluation-error.ts';
export type { ConsoleLevel, EvaluateOptions, Evaluation, Evaluator, Program, RunOptions } from './evaluator.ts';
