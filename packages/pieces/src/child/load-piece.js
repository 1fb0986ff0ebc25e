import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { CallError } from './call-error.js';

/**
 * @import { PieceHome } from '../catalogue/piece-home.ts'
 * @import { Action, ContextVersion, Piece, Trigger } from './piece.ts'
 */

/** @type {Map<string, Promise<Piece>>} */
const loaded = new Map();

/**
 * The piece that a package exports. It is loaded once in the life of this process.
 *
 * @param {PieceHome} home
 */
export function loadPiece(home) {
  const known = loaded.get(home.entry);
  if (known !== undefined) return known;
  const loading = load(home);
  loaded.set(home.entry, loading);
  return loading;
}

/**
 * @param {Piece} piece
 * @param {string} name
 * @returns {Action}
 */
export function actionOf(piece, name) {
  const action = piece.getAction?.(name) ?? piece.actions?.()[name];
  if (action === undefined) throw missing('action', name, piece.actions?.());
  return action;
}

/**
 * @param {Piece} piece
 * @param {string} name
 * @returns {Trigger}
 */
export function triggerOf(piece, name) {
  const trigger = piece.getTrigger?.(name) ?? piece.triggers?.()[name];
  if (trigger === undefined) throw missing('trigger', name, piece.triggers?.());
  return trigger;
}

/**
 * @param {Piece} piece
 * @returns {ContextVersion}
 */
export function contextVersionOf(piece) {
  return piece.getContextInfo?.().version ?? null;
}

/**
 * Loads a module, CommonJS or ES.
 *
 * @param {string} path
 * @returns {Promise<unknown>}
 */
export async function loadModule(path) {
  try {
    return createRequire(path)(path);
  } catch (error) {
    if (!isEsModule(error)) throw error;
    return import(pathToFileURL(path).href);
  }
}

/** @param {unknown} error */
export function isEsModule(error) {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE';
}

/** @param {PieceHome} home */
async function load(home) {
  const exported = await loadModule(home.entry).catch((error) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CallError('PIECE_NOT_INSTALLED', `${home.name}@${home.version} cannot be loaded: ${cause}`);
  });
  const piece = findPiece(exported);
  if (piece !== null) return piece;
  throw new CallError('PIECE_NOT_INSTALLED', `${home.name}@${home.version} exports no piece.`);
}

/**
 * @param {unknown} exported
 * @returns {Piece | null}
 */
function findPiece(exported) {
  if (typeof exported !== 'object' || exported === null) return null;
  const values = Object.values(exported);
  return (
    values.find(isPiece) ?? values.map((value) => (isModule(value) ? findPiece(value) : null)).find(Boolean) ?? null
  );
}

/** CommonJS under an ES module's `default`, or the reverse. @param {unknown} value */
function isModule(value) {
  return typeof value === 'object' && value !== null && ('default' in value || '__esModule' in value);
}

/**
 * @param {unknown} value
 * @returns {value is Piece}
 */
function isPiece(value) {
  if (typeof value !== 'object' || value === null) return false;
  const { getAction, getTrigger, metadata } = /** @type {Record<string, unknown>} */ (value);
  // The oldest frameworks have no lists of actions and triggers, but find them by name.
  return typeof getAction === 'function' && typeof getTrigger === 'function' && typeof metadata === 'function';
}

/**
 * @param {string} kind
 * @param {string} name
 * @param {object | undefined} known
 */
function missing(kind, name, known) {
  const names = Object.keys(known ?? {}).join(', ');
  return new CallError('PIECE_INPUT_INVALID', `The piece has no ${kind} "${name}"; it has: ${names || 'none'}.`);
}
