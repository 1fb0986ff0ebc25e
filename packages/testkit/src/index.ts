export { answers as postgresAnswers, freePort } from '@perdura/embedded';
export * from './definition-builders.ts';
export * from './eventually.ts';
export { track } from './leaks.ts';
export * from './own-services.ts';
export * from './shared-services.ts';
export * from './test-database.ts';
export * from './test-temporal.ts';
export * from './test-worker.ts';
