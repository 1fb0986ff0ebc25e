import { type JsonValue, type Path, type PathValue, resolvePath, type Scope } from '@perdura/definition';
import type { Files } from './files.ts';

const LOADED = 'file';

/**
 * What a path comes to that leads into a file, as `fetch.result.body.length` may; null where it does not.
 *
 * @throws {StepFailure} INPUT_TOO_LARGE
 */
export function resolveIntoFile(path: Path, scope: Scope, files: Files): Promise<PathValue> | null {
  const [head, ...keys] = path;
  for (let length = 0; length < keys.length; length += 1) {
    const { value, missing } = resolvePath([head, ...keys.slice(0, length)], scope);
    if (missing) return null;
    if (files.of(value) === null) continue;
    return files.loaded(value).then((loaded) => resolvePath([LOADED, ...keys.slice(length)], only(loaded)));
  }
  return null;
}

function only(value: JsonValue): Scope {
  return new Map([[LOADED, value]]);
}
