/** The workflows that a worker registers, by the names that `@perdura/definition/run` gives them. */
export { bulk } from './bulk.ts';
export { callPiece } from './call-piece.ts';
export { deliver } from './deliver.ts';
export { run } from './run.ts';
export { testTool } from './test-tool.ts';
export { trigger } from './trigger.ts';
