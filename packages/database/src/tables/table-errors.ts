import type { CellFault } from '@perdura/definition';
import { Conflict, DatabaseError } from '../errors.ts';

/** Something of which there may be no more. */
export class TableLimit extends Conflict {
  readonly limit: number;
  readonly found: number;

  /**
   * @param what what there would be too many of, such as `records of the table "Leads"`
   * @param found how many there would be
   */
  constructor(what: string, found: number, limit: number) {
    super('TABLE_LIMIT', `${found} ${what} would be more than the ${limit} that there may be`);
    this.found = found;
    this.limit = limit;
  }
}

/** One value that cannot be written. */
export interface RecordFault {
  /** Place of the record among those that were given. */
  record: number;
  /** Place of the value in its record; null where the record as a whole is meant. */
  cell: number | null;
  /** The field as it was named. */
  field: string;
  key: CellFault['key'] | 'cellFieldUnknown' | 'cellMissing' | 'recordTooLarge';
  values: Record<string, string | number>;
}

/** Records that cannot be written as they are: nothing was. */
export class InvalidRecords extends DatabaseError {
  readonly faults: readonly RecordFault[];

  constructor(faults: readonly RecordFault[]) {
    super('RECORD_INVALID', `${faults.length} values cannot be written`);
    this.faults = faults;
  }
}
