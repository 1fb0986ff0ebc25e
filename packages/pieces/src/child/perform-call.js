import { asConnection, authPropertyFor, shapeConnection, validateAuth } from './auth.js';
import { CallError } from './call-error.js';
import { actionContext, optionsContext, triggerContext } from './context.js';
import { actionOf, contextVersionOf, loadPiece, triggerOf } from './load-piece.js';
import { processInput, withAuth } from './props.js';

/**
 * @import { ActionCall, OptionsCall, PieceCall, TriggerCall, TriggerHook } from '../runner/piece-call.ts'
 * @import { Action, ContextVersion, Piece, Trigger } from './piece.ts'
 * @import { Asked, Host } from './context.js'
 */

/** A piece need not have these. @type {readonly TriggerHook[]} */
const OPTIONAL_HOOKS = ['onEnable', 'onDisable', 'onHandshake', 'onRenew', 'onStart'];

/**
 * Does what a call asks for.
 *
 * @param {PieceCall} call
 * @param {Host} host
 * @param {Asked} asked is filled with what the piece asks for beside its output
 * @param {() => void} loaded called when what is to run is loaded, before it runs
 * @param {string | null} compiler path of the compiler of code steps, for these
 * @returns {Promise<unknown>} the output
 */
export async function performCall(call, host, asked, loaded, compiler) {
  if (call.kind === 'code') {
    // Only children of code steps load a compiler.
    const { runCode } = await import('./code-step.js');
    loaded();
    return runCode(call, compiler ?? '');
  }
  const piece = await loadPiece(call.piece);
  loaded();
  if (call.kind === 'action') return runAction(piece, call, host, asked);
  if (call.kind === 'trigger') return runTrigger(piece, call, host, asked);
  if (call.kind === 'options') return askOptions(piece, call, host);
  if (call.kind === 'validate-auth') return validateAuth(piece, call.auth, call.server);
  return { ...piece.metadata?.(), contextInfo: piece.getContextInfo?.() };
}

/**
 * @param {Piece} piece
 * @param {ActionCall} call
 * @param {Host} host
 * @param {Asked} asked
 */
async function runAction(piece, call, host, asked) {
  const action = actionOf(piece, call.action);
  const version = contextVersionOf(piece);
  const input = await inputOf(piece, action, call, host, version);
  const context = actionContext(call, host, asked, version, input);
  return call.test === true && typeof action.test === 'function' ? action.test(context) : action.run(context);
}

/**
 * @param {Piece} piece
 * @param {TriggerCall} call
 * @param {Host} host
 * @param {Asked} asked
 */
async function runTrigger(piece, call, host, asked) {
  const trigger = triggerOf(piece, call.trigger);
  const hook = trigger[call.hook];
  if (typeof hook !== 'function') {
    if (OPTIONAL_HOOKS.includes(call.hook)) return null;
    throw new CallError('PIECE_FAILED', `The trigger "${call.trigger}" has no hook "${call.hook}".`);
  }
  const version = contextVersionOf(piece);
  const input = await inputOf(piece, trigger, call, host, version);
  return Reflect.apply(hook, trigger, [triggerContext(call, host, asked, version, input)]);
}

/**
 * @param {Piece} piece
 * @param {OptionsCall} call
 * @param {Host} host
 */
async function askOptions(piece, call, host) {
  const { property } = call;
  const { props = {} } = calleeOf(piece, call.actionOrTrigger);
  const asked =
    props[property] ??
    Object.values(props)
      .map((outer) => outer.properties?.[property])
      .find(Boolean);
  if (asked === undefined) throw new CallError('PIECE_INPUT_INVALID', `There is no property "${property}".`);
  const answer = asked.type === 'DYNAMIC' ? asked.props : asked.options;
  if (typeof answer !== 'function') return { type: asked.type, options: answer ?? null };
  const version = contextVersionOf(piece);
  const given = asConnection(authPropertyFor(piece, call.input.auth), call.input.auth);
  const auth = shapeConnection(given, version);
  const input = { ...withAuth(props, call.input, auth), auth };
  const options = await Reflect.apply(answer, asked, [input, optionsContext(call, host, version)]);
  return { type: asked.type, options };
}

/**
 * @param {Piece} piece
 * @param {string} name
 * @returns {Action | Trigger}
 */
function calleeOf(piece, name) {
  const known = piece.actions?.()[name] ?? piece.triggers?.()[name];
  return known ?? actionOf(piece, name);
}

/**
 * @param {Piece} piece
 * @param {Action | Trigger} callee
 * @param {ActionCall | TriggerCall} call
 * @param {Host} host
 * @param {ContextVersion} version
 */
function inputOf(piece, callee, call, host, version) {
  const sources = async (/** @type {string} */ url) => {
    if (!url.startsWith(call.server.publicUrl) && !url.startsWith(call.server.apiUrl)) return null;
    const file = await host.ask('files.read', url);
    if (typeof file !== 'object' || file === null || Array.isArray(file)) return null;
    return { fileName: String(file.fileName), data: Buffer.from(String(file.data), 'base64') };
  };
  return processInput({ piece, callee, input: call.input, settings: call.propertySettings, sources, version });
}
