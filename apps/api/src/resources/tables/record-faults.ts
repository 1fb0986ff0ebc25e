import { type Locale, message } from '@perdura/contracts';
import { InvalidRecords, type RecordFault } from '@perdura/database';
import type { Fault } from '@perdura/definition';
import { invalid } from '../../api-error.ts';

/**
 * Writes records; what cannot be written becomes the faults of the request.
 *
 * @param place where in the body a fault is
 * @throws {ApiError} VALIDATION_FAILED
 */
export async function written<Result>(
  work: () => Promise<Result>,
  locale: Locale,
  place: (fault: RecordFault) => string,
): Promise<Result> {
  return await withFaults(work, (fault) => ({ pointer: place(fault), message: textOf(fault, locale) }));
}

/** The same, where the caller says what each fault is. */
export async function withFaults<Result>(
  work: () => Promise<Result>,
  told: (fault: RecordFault) => Fault,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidRecords) throw invalid(error.faults.map(told));
    throw error;
  }
}

/** What a fault of a value says to people. */
export function textOf({ key, values }: RecordFault, locale: Locale): string {
  return message(locale, key, values);
}
