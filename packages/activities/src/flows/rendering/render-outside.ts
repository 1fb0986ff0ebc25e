import type { JsonObject } from '@perdura/definition';
import { Files } from '../../files/files.ts';
import { loadFlowScope, type ScopeLoading } from './load-scope.ts';
import { type FlowRendering, renderFlow } from './render-flow.ts';

export type OutsideRendering = Omit<ScopeLoading, 'files'> & Pick<FlowRendering, 'signal'>;

/**
 * The input of a piece that is called outside of any run: connections and variables are resolved, no step has run.
 *
 * @throws {StepFailure} as `renderFlow`
 */
export async function renderOutside(
  input: JsonObject,
  { dependencies, secrets, projectId, signal }: OutsideRendering,
): Promise<JsonObject> {
  const { database, settings, evaluator } = dependencies;
  const files = new Files({
    database,
    owner: { projectId, runId: null },
    maxLoadedBytes: settings.maxInputBytes,
    maxFileBytes: settings.maxFileBytes,
  });
  const scope = await loadFlowScope({ trigger: { value: null }, nodes: {} }, input, {
    dependencies,
    secrets,
    files,
    projectId,
  });
  return await renderFlow(input, { scope, evaluator, signal, warn: () => undefined });
}
