import { lookup } from 'node:dns/promises';

/** Confirms that host names have an address: a child may claim what it likes. */
export interface NameCheck {
  /** @returns those of the names that do resolve to the address */
  confirm(address: string, names: readonly string[]): Promise<string[]>;
}

const KEPT_MS = 30_000;
const MOST_KEPT = 1000;
/** A child that claims more names than this for one address is not asking for a connection. */
const MOST_NAMES = 10;

export function nameCheck(): NameCheck {
  const known = new Map<string, { addresses: Promise<string[]>; until: number }>();
  const addressesOf = (name: string): Promise<string[]> => {
    const kept = known.get(name);
    if (kept !== undefined && kept.until > Date.now()) return kept.addresses;
    if (known.size >= MOST_KEPT) known.clear();
    const addresses = resolve(name);
    known.set(name, { addresses, until: Date.now() + KEPT_MS });
    return addresses;
  };
  return {
    async confirm(address, names) {
      const found = await Promise.all(
        names.slice(0, MOST_NAMES).map(async (name) => ((await addressesOf(name)).includes(address) ? [name] : [])),
      );
      return found.flat();
    },
  };
}

async function resolve(name: string): Promise<string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
