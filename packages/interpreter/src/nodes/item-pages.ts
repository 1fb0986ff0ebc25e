import type { ItemPage, ValueRef } from '@perdura/definition/run';

/** The items of a loop, found page by page. */
export class ItemPages {
  readonly #pages: readonly ItemPage[];
  readonly #nodeId: string;
  #page = 0;

  constructor(pages: readonly ItemPage[], nodeId: string) {
    this.#pages = pages;
    this.#nodeId = nodeId;
  }

  /** The item of a round; one of a page that is a blob by its position there. */
  item(round: number): ValueRef {
    const page = this.#pageOf(round);
    const at = round - page.from;
    if ('blob' in page.items) return { blob: page.items.blob, bytes: page.items.bytes, at };
    const list = page.items.value;
    return { value: (Array.isArray(list) ? list[at] : null) ?? null };
  }

  /** Rounds come nearly in order, so the page is nearly always the last one or the next. */
  #pageOf(round: number): ItemPage {
    const pages = this.#pages;
    const covers = (page: ItemPage | undefined): page is ItemPage =>
      page !== undefined && round >= page.from && round < page.from + page.count;
    const near = [pages[this.#page], pages[this.#page + 1]].find(covers) ?? pages.find(covers);
    if (near === undefined) throw new Error(`No page holds item ${round} of node ${this.#nodeId}.`);
    this.#page = pages.indexOf(near);
    return near;
  }
}
