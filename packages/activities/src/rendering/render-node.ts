import type { JsonObject, NodeType, NodeTypeSpec } from '@perdura/definition';
import type { NodeActivityInput } from '@perdura/definition/run';
import { withLoadedFiles } from '../files/file-fields.ts';
import type { NodeContext } from '../node-context.ts';
import { buildScope, resolvedTexts, skipText } from '../scope.ts';
import { renderConfig } from './render-config.ts';

type Rendered = Pick<NodeTypeSpec, 'codeFields' | 'rawFields' | 'laterFields'> & { type: NodeType };

/**
 * The rendered config of a node of the graph form, or null for one that its own `skip` passes over.
 *
 * @throws {StepFailure} EXPRESSION_FAILED, BLOB_MISSING, INPUT_TOO_LARGE
 */
export async function renderNode(
  input: NodeActivityInput,
  spec: Rendered,
  { dependencies, files, signal, warn }: NodeContext,
): Promise<JsonObject | null> {
  const { database, evaluator, settings } = dependencies;
  const { config, skip } = input.node;
  const texts = resolvedTexts(input.node, spec);
  const scope = await buildScope(input, { database, texts, files, maxInputBytes: settings.maxInputBytes });
  const options = { scope, files, evaluator, signal, warn };
  if (skip !== undefined) {
    const { config: only, codeFields } = skipText(skip);
    const { skip: isSkipped } = await renderConfig(only, { ...options, codeFields });
    if (isSkipped) return null;
  }
  return withLoadedFiles(spec.type, await renderConfig(config, { ...options, ...spec }), files);
}
