/** Whether an error of the operating system has that code; errors of another realm (jest's) count as well. */
export function isErrno(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
