import type { Actor } from '@perdura/database';
import type { Logger } from 'pino';
import type { AppDependencies } from '../../app-dependencies.ts';

/** What changes of flows work with. */
export type FlowDependencies = Pick<AppDependencies, 'database' | 'control' | 'pieces' | 'logger'>;

/** Who changes a flow, and with what. */
export interface FlowContext extends FlowDependencies {
  actor: Actor;
  log: Logger;
}
