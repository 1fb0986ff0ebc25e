/**
 * Prints a module for jest's `--filter` that lets the test files through which failed; fails when they are none, or too
 * many to be run once more.
 */
import { failuresOf, readReport } from './test-report.mjs';

/** More than these are no accidents of a busy machine. */
const MOST_FILES = 8;

const files = new Set(failuresOf(readReport(process.argv[2])).map(({ path }) => path));
if (files.size === 0 || files.size > MOST_FILES) process.exit(1);
console.log(`const failed = new Set(${JSON.stringify([...files])});
module.exports = (paths) => ({ filtered: paths.filter((path) => failed.has(path)) });`);
