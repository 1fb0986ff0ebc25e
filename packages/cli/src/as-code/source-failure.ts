import { apiFailure, isApiError } from '../failure.ts';
import type { SourceFile } from './source-file.ts';

/** What came of sending a file: where the server names places, they are told by the file's lines. */
export function failureInFile(error: unknown, { path, lineOf }: SourceFile): unknown {
  if (!isApiError(error)) return error;
  return apiFailure(error, (pointer) => {
    // An operation of a flow holds what the file says in its request.
    const place = pointer.replace(/^\/request(?=\/)/, '');
    return `${path}:${lineOf(place)} ${place || '/'}`;
  });
}
