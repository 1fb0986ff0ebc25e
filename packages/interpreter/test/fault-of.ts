/** What an expectation says that does not hold, so that one broken plan does not hide the others. */
export function faultOf(expectation: () => void): string | null {
  try {
    expectation();
    return null;
  } catch (error) {
    return String(error);
  }
}
