import { wireId } from '@perdura/definition';

/** Longest name that every client takes. */
const LONGEST = 64;
/** What is put behind a name that is taken already: `_` and the end of the id. */
const ENDING = 6;

/** What is to have a name, and the name that its author would give it. */
export interface Nameable {
  /** Of the flow, the workflow or the tool, as it is stored. */
  id: string;
  wish: string;
  /** `flow`, `workflow`, … : for one whose wish has no letter that a name may have. */
  kind: string;
}

/**
 * Names that are unlike each other, of 1 to 64 letters, digits, `_` and `-`. The first who wishes for a name gets it;
 * the others get the end of their id behind it, so that a name does not depend on how many came before.
 */
export function toolNames(wanted: readonly Nameable[]): string[] {
  const taken = new Set<string>();
  return wanted.map(({ id, wish, kind }) => {
    const plain = plainName(wish) || kind;
    const candidates = [plain.slice(0, LONGEST), ended(plain, wireId(id).slice(-ENDING)), ended(plain, wireId(id))];
    const name = candidates.find((candidate) => !taken.has(candidate)) ?? `${kind}_${wireId(id)}_${taken.size}`;
    taken.add(name);
    return name;
  });
}

function plainName(wish: string): string {
  return wish
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-zA-Z0-9_-]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

function ended(name: string, ending: string): string {
  return `${name.slice(0, LONGEST - ending.length - 1)}_${ending}`;
}
