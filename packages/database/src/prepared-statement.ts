import pg, { type Connection, type QueryConfig, type QueryResultRow, type Submittable, types } from 'pg';

/** Takes the rows, or what the statement failed with. */
type Callback = (error: Error | null, result?: { rows: QueryResultRow[] }) => void;

/**
 * A statement that a connection keeps by its name. How its rows look is asked when the connection meets it first, and
 * known from then on: to be told of fifty columns with every row takes longer than to read the row. PostgreSQL refuses a
 * kept statement whose columns have changed, so what is known stays true.
 */
export class PreparedStatement implements Submittable, QueryConfig {
  readonly name: string;
  readonly text: string;
  /** As PostgreSQL reads them. */
  readonly values: Parameter[];
  /** Given by who asks. */
  callback: Callback | undefined;
  readonly #rows: QueryResultRow[] = [];
  #shape: RowShape | null = null;
  #failure: Error | null = null;

  constructor(name: string, text: string, values: unknown[]) {
    this.name = name;
    this.text = text;
    this.values = values.map((value) => prepareValue(value));
  }

  /** Sends it with all its messages at once. @returns why it cannot be sent, or null */
  submit(connection: Connection): Error | null {
    const { name, text, values } = this;
    const kept = keptBy(connection)[name];
    if (kept !== undefined && kept !== text) return new Error(`two statements have the name "${name}"`);
    this.#shape = shapesOf(connection).get(name) ?? null;
    connection.stream.cork();
    if (kept === undefined) connection.parse({ name, text, types: [] }, true);
    connection.bind({ statement: name, values }, true);
    if (this.#shape === null) connection.describe({ type: 'P' }, true);
    connection.execute(null, true);
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#shape = shapeOf(fields);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.#shape === null || this.#failure !== null) return;
    try {
      this.#rows.push(readRow(this.#shape, fields));
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  handleCommandComplete(_message: unknown, connection: Connection): void {
    if (this.#shape !== null) shapesOf(connection).set(this.name, this.#shape);
  }

  handleReadyForQuery(): void {
    if (this.#failure === null) this.callback?.(null, { rows: this.#rows });
    else this.callback?.(this.#failure);
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }

  /** A text without a statement has no rows. */
  handleEmptyQuery(): void {}
}

/** The texts of the statements that a connection keeps, by name. The driver's types leave them out. */
function keptBy(connection: Connection): Record<string, string> {
  return (connection as Connection & { parsedStatements: Record<string, string> }).parsedStatements;
}

interface Field {
  name: string;
  dataTypeID: number;
}

interface RowShape {
  columns: { name: string; parse: (text: string) => unknown }[];
  /** Each row begins as a copy of it: objects that are made alike are read fastest. */
  empty: QueryResultRow;
}

const SHAPES = new WeakMap<Connection, Map<string, RowShape>>();

function shapesOf(connection: Connection): Map<string, RowShape> {
  const known = SHAPES.get(connection);
  if (known !== undefined) return known;
  const none = new Map<string, RowShape>();
  SHAPES.set(connection, none);
  return none;
}

function shapeOf(fields: Field[]): RowShape {
  return {
    columns: fields.map(({ name, dataTypeID }) => ({ name, parse: types.getTypeParser(dataTypeID, 'text') })),
    empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
  };
}

function readRow({ columns, empty }: RowShape, texts: readonly (string | null)[]): QueryResultRow {
  const row = { ...empty };
  let at = 0;
  for (const { name, parse } of columns) {
    const text = texts[at] ?? null;
    at += 1;
    if (text !== null) row[name] = parse(text);
  }
  return row;
}

type Parameter = string | Buffer | null;

/** How the driver writes values for PostgreSQL; its types leave it out. */
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): Parameter } }).utils;
