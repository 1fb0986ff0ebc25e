/** Prints what a test measured where a reader of the test run sees it: standard output is the report of jest. */
export function report(measured: string): void {
  process.stderr.write(`measured: ${measured}\n`);
}
