/** Code steps: the source of a module whose `code` is called with the step's input. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction, constants } from 'node:vm';
import { CallError } from './call-error.js';
import { isEsModule } from './load-piece.js';

/**
 * @import { CodeCall } from '../runner/piece-call.ts'
 * @typedef {{ run: Function; filename: string; require: NodeJS.Require; modules: Map<string, unknown> }} Compiled
 */

const FILE_NAME = 'code.ts';

/** @type {Map<string, Promise<Compiled>>} */
const compiled = new Map();

/**
 * @param {CodeCall} call
 * @param {string} compiler path of its main module: as little as possible can be read here, links among it
 * @returns {Promise<unknown>} what `code` answers
 */
export async function runCode(call, compiler) {
  const key = createHash('sha256').update(`${call.packages}\n${call.code}`).digest('hex');
  const compiling = compiled.get(key) ?? compile(call, compiler);
  compiled.set(key, compiling);
  const { run, filename, require, modules } = await compiling;
  // Evaluated anew in each call, so that its variables begin as they are written.
  const module = { exports: /** @type {Record<string, unknown>} */ ({}) };
  const load = (/** @type {string} */ name) => (modules.has(name) ? modules.get(name) : require(name));
  Reflect.apply(run, module.exports, [module.exports, Object.assign(load, require), module, filename]);
  return entryOf(module.exports)(call.input);
}

/**
 * @param {CodeCall} call
 * @param {string} compiler
 * @returns {Promise<Compiled>}
 */
async function compile(call, compiler) {
  const filename = join(call.packages ?? process.cwd(), FILE_NAME);
  const require = createRequire(filename);
  const source = toCommonJs(call.code, createRequire(compiler)(compiler).transform);
  const run = compileFunction(source, ['exports', 'require', 'module', '__filename'], {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return { run, filename, require, modules: await esModules(source, require) };
}

/**
 * Line by line the same, without its types, with `require` for `import`.
 *
 * @param {string} code
 * @param {typeof import('sucrase').transform} transform
 */
function toCommonJs(code, transform) {
  try {
    const options = { disableESTransforms: true, preserveDynamicImport: true, filePath: FILE_NAME };
    return transform(code, { ...options, transforms: ['typescript', 'imports'] }).code;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CallError('CODE_FAILED', `The source cannot be read: ${cause.replace('Error transforming ', '')}`);
  }
}

/**
 * Packages that are ES modules only, which `require` cannot load.
 *
 * @param {string} source
 * @param {NodeJS.Require} require
 */
async function esModules(source, require) {
  /** @type {Map<string, unknown>} */
  const modules = new Map();
  for (const [, name] of source.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    if (name === undefined || modules.has(name)) continue;
    try {
      require(name);
    } catch (error) {
      if (isEsModule(error)) modules.set(name, { __esModule: true, ...(await importResolved(require.resolve(name))) });
      // What else is wrong shows where the source asks for it, if it ever does.
    }
  }
  return modules;
}

/** @param {string} path */
function importResolved(path) {
  return import(pathToFileURL(path).href);
}

/** @param {Record<string, unknown>} exported */
function entryOf(exported) {
  const entry = [exported.code, exported.default, exported].find((value) => typeof value === 'function');
  if (entry !== undefined) return /** @type {(input: unknown) => unknown} */ (entry);
  throw new CallError(
    'CODE_FAILED',
    'The source exports no function `code`: write `export const code = async (inputs) => …`.',
  );
}
