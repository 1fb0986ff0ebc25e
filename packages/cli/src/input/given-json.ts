import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isObject, type JsonObject } from '../as-code/json.ts';
import { failureInFile } from '../as-code/source-failure.ts';
import { parseSource, type SourceFile } from '../as-code/source-file.ts';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { readAll } from '../prompts.ts';

/** A file that was named, or standard input for `-`. @throws a usage error when it cannot be read */
export async function readGiven(context: Context, file: string): Promise<SourceFile> {
  if (file === '-') return parseSource('standard input', await readAll(context.terminal));
  const text = await readFile(resolve(context.terminal.cwd, file), 'utf8').catch((error: Error) => {
    throw usageError(`${file} cannot be read: ${error.message}`);
  });
  return parseSource(file, text);
}

/** JSON that was given in an option: as text, as `@file`, or as `@-` for standard input. */
export async function givenObject(
  context: Context,
  option: string,
  text: string | undefined,
): Promise<JsonObject | undefined> {
  if (text === undefined) return undefined;
  if (text.startsWith('@')) return (await readGiven(context, text.slice(1))).document;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw usageError(
    `--${option} is no object of JSON: ${text.slice(0, 80)}`,
    `Write --${option} '{"name": "value"}', or --${option} @file.json`,
  );
}

/** Does what sends a file; what the server finds wrong in it is told by the file's lines. */
export async function withPlaces<Result>(source: SourceFile, send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    throw failureInFile(error, source);
  }
}
