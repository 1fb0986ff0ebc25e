import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Jest's report; null when it wrote none. */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** What failed: tests, and files that failed as a whole, with the file's path, a name and the first words of the error. */
export function failuresOf(report) {
  return (report?.testResults ?? []).flatMap(({ name: path, message, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const file = relative(process.cwd(), path);
    // A test file that does not even load holds no failed test, yet it failed.
    if (failed.length === 0) return status === 'failed' ? [{ path, name: file, message: inShort(message) }] : [];
    return failed.map(({ fullName, failureMessages }) => {
      return { path, name: `${file} › ${fullName}`, message: inShort(failureMessages.join(' ')) };
    });
  });
}

/** The first words of an error, on one line. */
function inShort(message) {
  return message.replace(COLOURS, '').replace(/\s+/g, ' ').trim().slice(0, 300);
}
