import type { PieceAuth } from '@perdura/definition';

/** Types of connections that are filled in by hand, with an empty value each. */
export const WRITTEN_VALUES = {
  SECRET_TEXT: { secret_text: '' },
  BASIC_AUTH: { username: '', password: '' },
  CUSTOM_AUTH: { props: {} },
  NO_AUTH: {},
} as const;
export type WrittenType = keyof typeof WRITTEN_VALUES;

export const CONNECTION_TYPES = [...(Object.keys(WRITTEN_VALUES) as WrittenType[]), 'OAUTH2'] as const;
export type ConnectionType = (typeof CONNECTION_TYPES)[number];

/** An empty value of that type; of a custom one with the fields that the piece asks for. */
export function emptyValue(type: WrittenType, ways: readonly PieceAuth[]): object {
  if (type !== 'CUSTOM_AUTH') return WRITTEN_VALUES[type];
  const props = ways.find((way) => way.type === 'CUSTOM_AUTH')?.props ?? {};
  return {
    props: Object.fromEntries(Object.entries(props).map(([name, { defaultValue }]) => [name, defaultValue ?? ''])),
  };
}
