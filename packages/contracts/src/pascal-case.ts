/** Words in any of the spellings `two-words`, `TWO_WORDS` and `two words` as one name of a schema: `TwoWords`. */
export function pascalCase(...texts: string[]): string {
  const words = texts.flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/));
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}
