export { createEvaluator, type EvaluatorOptions } from './create-evaluator.ts';
export { EvaluationError, type EvaluationErrorKind } from './evaluation-error.ts';
export type { EvaluateOptions, Evaluation, Evaluator } from './evaluator.ts';
