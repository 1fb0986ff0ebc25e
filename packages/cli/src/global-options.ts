/** Options that every command takes, wherever they stand. */
export const GLOBAL_OPTIONS: readonly (readonly [flags: string, description: string])[] = [
  ['--json', 'Answer with JSON, of the shape that the API has'],
  ['--profile <name>', 'Use this stored sign-in (PERDURA_PROFILE)'],
  ['--api-url <url>', 'Use this server (PERDURA_API_URL)'],
  ['--api-key <key>', 'Use this key (PERDURA_API_KEY, which other users of the machine cannot see)'],
  ['-q, --quiet', 'Say nothing but what was asked for'],
  ['-y, --yes', 'Agree to everything that would be asked'],
];
