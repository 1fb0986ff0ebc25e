export type {
  BodyDefinition,
  Definition,
  EdgeDefinition,
  Fault,
  NodeDefinition,
  NodeType,
  OverlapPolicy,
  RetryDefinition,
  Trigger,
} from './definition.ts';
export { NODE_TYPES, OVERLAP_POLICIES } from './definition.ts';
export { parseDuration } from './durations.ts';
export { BUILT_IN_NAMES, FORBIDDEN_NAMES, RESERVED_SCOPE_NAMES } from './expressions/builtins.ts';
export { type CodeParse, parseExpression } from './expressions/code.ts';
export type {
  Binding,
  Expression,
  ExpressionFault,
  JsExpression,
  PathExpression,
  Read,
} from './expressions/expression.ts';
export { MAX_EXPRESSION_LENGTH, readingOf } from './expressions/expression.ts';
export { formatPath, type Path, type PathValue, resolvePath } from './expressions/path.ts';
export { createScope, type Scope, type ScopeNode, type ScopeParts } from './expressions/scope.ts';
export { holdsTemplate, parseTemplate, type Segment, type Template } from './expressions/template.ts';
export { textOf } from './expressions/text-of.ts';
export type * from './json.ts';
export type * from './plan.ts';
export * from './run.ts';
