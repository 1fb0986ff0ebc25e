/** How pages of a list are read and put together. */
export interface PageShape {
  /** Name of the field that holds the items. */
  items: string;
  /** Name of the field that holds the cursor of the next page; null on the last. */
  cursor: string;
}

/**
 * A list that the server answers in pages. Awaited, it is its first page as it came; iterated, it is all items of all
 * pages, each fetched when the one before is used up.
 */
export class PagedList<Item, Page> extends Promise<Page> implements AsyncIterable<Item> {
  readonly #fetchPage: (cursor: string | null) => Promise<Page>;
  readonly #shape: PageShape;

  constructor(shape: PageShape, fetchPage: (cursor: string | null) => Promise<Page>) {
    super((resolve, reject) => fetchPage(null).then(resolve, reject));
    this.#shape = shape;
    this.#fetchPage = fetchPage;
  }

  /** What follows from a list is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The first page. */
  page(): Promise<Page> {
    return this.then((page) => page);
  }

  /** All pages, from the first on. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    const seen = new Set<string>();
    for (let page = await this.page(); ; ) {
      yield page;
      const cursor = this.#read(page, this.#shape.cursor);
      // A server that answers a cursor twice would be asked for ever.
      if (typeof cursor !== 'string' || cursor === '' || seen.has(cursor)) return;
      seen.add(cursor);
      page = await this.#fetchPage(cursor);
    }
  }

  /** All items as a list; `most` bounds how many. */
  async all(most = Number.POSITIVE_INFINITY): Promise<Item[]> {
    const items: Item[] = [];
    await this.page();
    if (most <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= most) break;
    }
    return items;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* this.#read(page, this.#shape.items) as Item[];
  }

  #read(page: Page, field: string): unknown {
    return (page as Record<string, unknown>)[field];
  }
}
