import type { LedgerEntry } from './http-ledger.ts';

/** A post, as WordPress shows it to the piece that polls it. */
export interface SitePost {
  id: number;
  date: string;
}

/** A site whose posts are polled. */
export class PolledSite {
  readonly posts: SitePost[] = [];
  /** Begins the path of its address. */
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** Adds so many posts, a second between each, and answers their ids as they are listed: the newest first. */
  publish(count: number, firstAt = Date.now()): number[] {
    const from = Math.max(firstAt, ...this.posts.map(({ date }) => Date.parse(date)));
    for (let left = count; left > 0; left -= 1) {
      const date = new Date(from + (count - left + 1) * 1_000).toISOString();
      this.posts.push({ id: this.posts.length + 1, date });
    }
    return this.posts
      .slice(-count)
      .map(({ id }) => id)
      .toReversed();
  }

  /** The posts that a request asks for; null where it is for another. */
  listed({ path }: Pick<LedgerEntry, 'path'>): SitePost[] | null {
    const { pathname, searchParams } = new URL(path, 'http://site');
    if (pathname !== `/${this.name}/wp-json/wp/v2/posts`) return null;
    const after = Date.parse(searchParams.get('after') ?? '');
    return this.posts.filter(({ date }) => Date.parse(date) > after).toReversed();
  }
}
