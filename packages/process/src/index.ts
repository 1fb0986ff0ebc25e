export { createLogger } from './logger.ts';
export { onStopSignal, reportFailure } from './process-end.ts';
export { InvalidEnvironment, readEnvironment } from './read-environment.ts';
export {
  BLOB_STORE_SETTINGS,
  DATABASE_SETTINGS,
  flag,
  list,
  PROCESS_SETTINGS,
  TEMPORAL_SETTINGS,
  text,
  wholeNumber,
} from './settings.ts';
export { ServiceMissing, type WaitOptions, whenThere } from './when-there.ts';
