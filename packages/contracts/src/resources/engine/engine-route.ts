/**
 * What makes a route one of the flow engine's: it answers under `/activepieces` as well, passes over what it does not know
 * in queries, takes a body without a content type, and lets nobody name another project than the credential's.
 */
export const engineRoute = { tag: 'Flow engine', engine: true } as const;
