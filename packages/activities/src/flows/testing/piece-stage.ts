import { createPieceLibrary, createPieceRunner } from '@perdura/pieces';
import { createEvaluator } from '@perdura/sandbox';
import type { ActivityDependencies } from '../../dependencies.ts';
import { pieceOutbound } from '../../outbound/piece-outbound.ts';
import { openStage, type Stage } from '../../testing/stage.ts';
import { flowConnections } from '../connections/flow-connections.ts';

/** A stage on which steps of flows run: real children, the pieces that come with the platform, real expressions. */
export interface PieceStage {
  stage: Stage;
  dependencies: ActivityDependencies;
  close(): Promise<void>;
}

export async function openPieceStage(settings: Partial<ActivityDependencies['settings']> = {}): Promise<PieceStage> {
  const stage = await openStage();
  const evaluator = createEvaluator({ threads: 1 });
  const runner = createPieceRunner({ outbound: pieceOutbound(['127.0.0.1'], []), maxProcesses: 2 });
  return {
    stage,
    dependencies: {
      ...stage.dependencies,
      evaluator,
      settings: { ...stage.dependencies.settings, ...settings },
      pieces: {
        runner,
        library: createPieceLibrary({ installs: 'none' }),
        connections: flowConnections(stage.dependencies),
      },
    },
    async close() {
      await runner.close();
      await evaluator.close();
      await stage.close();
    },
  };
}
