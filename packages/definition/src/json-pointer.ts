/** JSON Pointer (RFC 6901) of a place in a document, from the keys and positions that lead there. */
export function pointerOf(...keys: readonly PropertyKey[]): string {
  return keys.map((key) => `/${escapeKey(String(key))}`).join('');
}

/** The pointer of a place below `base`. */
export function pointerBelow(base: string, ...keys: readonly PropertyKey[]): string {
  return base + pointerOf(...keys);
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
