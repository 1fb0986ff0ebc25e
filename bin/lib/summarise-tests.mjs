/** Prints what failed, a line each, and the closing line "N passed, N failed"; fails when anything did, or nothing ran. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error('jest ended without a report.');
    return { numPassedTests: 0, numFailedTests: 1, numRuntimeErrorTestSuites: 0, testResults: [] };
  }
}

/** The first words of an error, on one line. */
const inShort = (message) => message.replace(COLOURS, '').replace(/\s+/g, ' ').trim().slice(0, 300);

function failuresOf({ name, message, status, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  const file = relative(process.cwd(), name);
  // A test file that does not even load holds no failed test, yet it failed.
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${inShort(message)}`] : [];
  return failed.map(({ fullName, failureMessages }) => `${file} › ${fullName}: ${inShort(failureMessages.join(' '))}`);
}

const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = read(process.argv[2]);
const failures = testResults.flatMap(failuresOf);
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
const failed = numFailedTests + numRuntimeErrorTestSuites;
console.log(`\n${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || numPassedTests === 0 ? 1 : 0;
