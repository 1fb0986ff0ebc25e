import type { PieceNodeConfig } from './node-configs.ts';

/** Actions by piece; `all` of those that only compute as a whole. */
const COMPUTING: Readonly<Record<string, 'all' | readonly string[]>> = {
  webhook: ['return_response'],
  http: ['return_response', 'parse_url'],
  crypto: 'all',
  csv: 'all',
  'data-mapper': 'all',
  'date-helper': 'all',
  json: 'all',
  'math-helper': 'all',
  'text-helper': 'all',
};

const SCOPE = '@activepieces/piece-';

/** Whether an action is known to touch nothing outside of the run, and to end soon. */
export function isComputing({ pieceName, actionName }: Pick<PieceNodeConfig, 'pieceName' | 'actionName'>): boolean {
  if (!pieceName.startsWith(SCOPE)) return false;
  const actions = COMPUTING[pieceName.slice(SCOPE.length)];
  return actions === 'all' || actions?.includes(actionName) === true;
}
