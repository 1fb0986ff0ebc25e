import { isFlowNodeType, type JsonValue, nodeSpecs } from '@perdura/definition';
import type { NodeActivityInput, ValueRef } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';
import { buildScope } from '../scope.ts';
import { renderConfig } from './render-config.ts';

export interface FieldRendering {
  dependencies: Pick<ActivityDependencies, 'database' | 'evaluator' | 'settings'>;
  signal: AbortSignal;
  warn(message: string): void;
}

/**
 * The value of one field of a node's config by itself: for those that its type resolves later, over more names.
 *
 * @param locals names that are added to those of the input's scope, such as `event`
 * @returns null where the config does not have the field
 * @throws {StepFailure} EXPRESSION_FAILED, BLOB_MISSING, INPUT_TOO_LARGE
 */
export async function renderField(
  input: NodeActivityInput,
  field: string,
  locals: Readonly<Record<string, ValueRef>>,
  { dependencies, signal, warn }: FieldRendering,
): Promise<JsonValue> {
  const value = input.node.config[field];
  if (value === undefined) return null;
  const { database, evaluator, settings } = dependencies;
  const { type } = input.node;
  const text = { config: { [field]: value }, codeFields: isFlowNodeType(type) ? [] : nodeSpecs[type].codeFields };
  const seen = { ...input, scope: { ...input.scope, locals: { ...input.scope.locals, ...locals } } };
  const scope = await buildScope(seen, { database, texts: [text], maxInputBytes: settings.maxInputBytes });
  const rendered = await renderConfig(text.config, { codeFields: text.codeFields, scope, evaluator, signal, warn });
  return rendered[field] ?? null;
}
