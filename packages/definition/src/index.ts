export * from './definition.ts';
export type * from './json.ts';
export type * from './plan.ts';
export * from './run.ts';
