export { type AttemptWriter, type AttemptWriterOptions, createAttemptWriter } from './attempt-writer.ts';
export { createWorker, type WorkerActivities, type WorkerParts } from './create-worker.ts';
export { createProgressWriter, type ProgressWriter, type ProgressWriterOptions } from './progress-writer.ts';
