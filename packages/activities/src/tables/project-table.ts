import { message } from '@perdura/contracts';
import {
  type ChangeContext,
  type Database,
  fieldFinder,
  type GivenCell,
  InvalidRecords,
  type RecordCondition,
  type RecordRow,
  type TableFieldRow,
  TableLimit,
  type TableRow,
} from '@perdura/database';
import { type FilterOperator, type JsonObject, type JsonValue, storedId } from '@perdura/definition';
import { StepFailure } from '../failures.ts';

/** A condition as authors write it. */
export interface GivenCondition {
  /** Name, id or external id of a field. */
  field: string;
  /** @default 'eq' */
  operator?: FilterOperator | undefined;
  value?: JsonValue | undefined;
}

/** A table of a project as steps work with it. All that goes wrong is a failure that steps can have. */
export class ProjectTable {
  readonly row: TableRow;
  readonly fields: readonly TableFieldRow[];
  readonly #database: Database;
  readonly #find: ReturnType<typeof fieldFinder>;

  private constructor(database: Database, row: TableRow, fields: readonly TableFieldRow[]) {
    this.#database = database;
    this.row = row;
    this.fields = fields;
    this.#find = fieldFinder(fields);
  }

  /**
   * @param reference the table's external id, its id or its name
   * @throws {StepFailure} TABLE_NOT_FOUND
   */
  static async open(database: Database, projectId: string, reference: string): Promise<ProjectTable> {
    const row = await database.tables.find(projectId, reference);
    if (row === null) throw final('TABLE_NOT_FOUND', `There is no table ${JSON.stringify(reference)}.`);
    return new ProjectTable(database, row, await database.tableFields.list(projectId, row.id));
  }

  /** @throws {StepFailure} RECORD_INVALID for a field that the table does not have */
  field(reference: string): TableFieldRow {
    const field = this.#find(reference);
    if (field !== null) return field;
    const values = { name: reference, known: this.fields.map(({ name }) => `"${name}"`).join(', ') || '—' };
    throw final('RECORD_INVALID', `${this.#place()}: ${message('en', 'cellFieldUnknown', values)}.`);
  }

  conditions(given: readonly GivenCondition[]): RecordCondition[] {
    return given.map(({ field, operator = 'eq', value }) => ({ field: this.field(field), operator, value }));
  }

  /** @throws {StepFailure} RECORD_NOT_FOUND */
  async get(id: string): Promise<RecordRow> {
    const row = await this.#database.tableRecords.get(this.row.projectId, storedId(id) ?? id);
    if (row === null || row.tableId !== this.row.id) throw this.#noRecord(id);
    return row;
  }

  async create(records: readonly JsonObject[], context: ChangeContext): Promise<RecordRow[]> {
    const { projectId, id } = this.row;
    const write = () => this.#database.tableRecords.create(projectId, id, records.map(givenCells), context);
    return (await this.#written(write)) ?? this.#gone();
  }

  /** @throws {StepFailure} RECORD_NOT_FOUND */
  async update(id: string, values: JsonObject, context: ChangeContext): Promise<RecordRow> {
    const { projectId, id: tableId } = this.row;
    const place = { id: storedId(id) ?? id, tableId };
    const write = () => this.#database.tableRecords.update(projectId, place, givenCells(values), context);
    const changed = await this.#written(write);
    if (changed === null) throw this.#noRecord(id);
    return changed.after;
  }

  async upsert(match: readonly string[], values: JsonObject, context: ChangeContext) {
    const { projectId, id } = this.row;
    const names = match.map((name) => this.field(name).id);
    const write = () => this.#database.tableRecords.upsert(projectId, id, names, givenCells(values), context);
    return (await this.#written(write)) ?? this.#gone();
  }

  /** Answers the ids of those that there were, as they are stored. */
  async remove(ids: readonly string[], context: ChangeContext): Promise<string[]> {
    const { projectId, id: tableId } = this.row;
    const place = { ids: ids.map((id) => storedId(id) ?? id), tableId };
    return await this.#database.tableRecords.remove(projectId, place, context);
  }

  async #written<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TableLimit) throw final('TABLE_LIMIT', `${error.message}.`);
      if (error instanceof InvalidRecords) throw final('RECORD_INVALID', `${this.#place()}: ${textOf(error)}.`);
      throw error;
    }
  }

  #noRecord(id: string): StepFailure {
    return final('RECORD_NOT_FOUND', `${this.#place()} has no record ${JSON.stringify(id)}.`);
  }

  #gone(): never {
    throw final('TABLE_NOT_FOUND', `${this.#place()} was deleted.`);
  }

  #place(): string {
    return `Table "${this.row.name}"`;
  }
}

function givenCells(values: JsonObject): GivenCell[] {
  return Object.entries(values).map(([field, value]) => ({ field, value }));
}

const TOLD_FAULTS = 10;

function textOf({ faults }: InvalidRecords): string {
  const texts = faults.slice(0, TOLD_FAULTS).map(({ record, field, key, values }) => {
    const place = `record ${record + 1}${field === '' ? '' : `, "${field}"`}`;
    return `${place}: ${message('en', key, values)}`;
  });
  const more = faults.length - texts.length;
  return more > 0 ? `${texts.join('; ')}; and ${more} more` : texts.join('; ');
}

function final(code: string, text: string): StepFailure {
  return new StepFailure(code, text, { retryable: false });
}
