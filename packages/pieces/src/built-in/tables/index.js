import { definePiece } from '../define-piece.js';
import { actions } from './actions.js';
import { triggers } from './triggers.js';

export const tables = definePiece({
  name: 'tables',
  version: '0.4.2',
  displayName: 'Tables',
  description: 'Keeps records in tables of the project',
  logo: 'tables.svg',
  categories: ['CORE'],
  actions,
  triggers,
});
