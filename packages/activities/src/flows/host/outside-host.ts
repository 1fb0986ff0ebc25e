import type { PieceHost } from '@perdura/pieces';
import type { AttemptSecrets } from '../../attempt-secrets.ts';
import type { ActivityDependencies } from '../../dependencies.ts';
import { pieceFiles } from './piece-files.ts';
import { pieceStore } from './piece-store.ts';
import { publishedFlows } from './published-flows.ts';

export interface OutsideOptions {
  projectId: string;
  /** The flow whose store is meant, as it is stored. */
  storeScope: string;
  secrets: AttemptSecrets;
}

/** What a worker answers to a piece that is called outside of any run. */
export function outsideHost(
  dependencies: ActivityDependencies,
  { projectId, storeScope, secrets }: OutsideOptions,
): PieceHost {
  const { database, pieces } = dependencies;
  const onlyInRuns = () => Promise.reject(new Error('This is possible within a run alone.'));
  return {
    store: pieceStore(database, { projectId, flowId: storeScope }),
    files: pieceFiles(dependencies, { projectId, runId: null, stepName: 'trigger' }),
    connection: (name) => pieces.connections.use(projectId, name, secrets),
    boundHosts: () => secrets.boundHosts,
    listFlows: (filter) => publishedFlows(database, projectId, filter),
    projectExternalId: async () => null,
    addTag: onlyInRuns,
    replyByChannel: onlyInRuns,
    updateOutput: async () => undefined,
    createWait: onlyInRuns,
    log: () => undefined,
  };
}
