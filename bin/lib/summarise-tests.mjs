/**
 * Prints what failed, a line each, and the closing line "N passed, N failed"; fails when anything did, or nothing ran. What
 * failed and then passed, where there is the report of a second run, is named apart and counts as passed.
 */
import { failuresOf, readReport } from './test-report.mjs';

const [first, second] = process.argv.slice(2).map(readReport);
const failures = failuresOf(first);
const passedAgain = failures.filter(passesIn(second));
const failedTwice = failures.filter((failure) => !passedAgain.includes(failure));

tell('Failed', failedTwice);
tell('Passed at the second try', passedAgain);
if (first === null) console.error('jest ended without a report.');
const passed = (first?.numPassedTests ?? 0) + passedAgain.length;
const failed = failedTwice.length + (first === null ? 1 : 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Whether a failure's file ran in this report, and all of its name passed there. */
function passesIn(report) {
  const again = new Set(failuresOf(report).map(({ name }) => name));
  const ran = new Map((report?.testResults ?? []).map((file) => [file.name, file]));
  return ({ path, name }) => {
    const file = ran.get(path);
    if (file === undefined || again.has(name)) return false;
    return (
      file.status === 'passed' ||
      file.assertionResults.some((test) => test.status === 'passed' && name.endsWith(` › ${test.fullName}`))
    );
  };
}

function tell(heading, failures) {
  if (failures.length === 0) return;
  console.log(`\n${heading}:\n${failures.map(({ name, message }) => `  ${name}: ${message}`).join('\n')}`);
}
