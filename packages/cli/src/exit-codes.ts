/** What the exit code of `perdura` says; `docs/cli.md` has the same list. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  unauthorized: 3,
  notFound: 4,
  conflict: 5,
  unreachable: 6,
  runFailed: 7,
  timedOut: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Each code in words, in the order of their numbers. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'What was asked for was done'],
  [EXIT.failed, 'It failed for a reason that has no code of its own'],
  [EXIT.usage, 'The command was not understood: an unknown option, a missing argument, a file that cannot be read'],
  [EXIT.unauthorized, 'Not signed in, or the credential has no right to do this'],
  [EXIT.notFound, 'There is no such thing'],
  [EXIT.conflict, 'The server refused it: invalid, already taken, or changed by somebody else meanwhile'],
  [EXIT.unreachable, 'The server cannot be reached, or is not ready'],
  [EXIT.runFailed, 'The run that was waited for failed or was cancelled'],
  [EXIT.timedOut, 'The time that was given to wait is over; the run goes on'],
  [EXIT.interrupted, 'Ctrl-C; what was watched goes on'],
];
