import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';

const DOCS = new URL('../../../../docs/', import.meta.url);

/** A part of a page, with the examples in it as one program. */
export interface PageSection {
  title: string;
  program: string;
}

/** The sections of a page of the documentation that have examples in TypeScript. */
export function sectionsOf(page: string): PageSection[] {
  const [, ...parts] = readFileSync(new URL(page, DOCS), 'utf8').split(/^## /m);
  return parts.flatMap((part) => {
    const blocks = Array.from(part.matchAll(/^```ts\n([\s\S]*?)^```$/gm), ([, block = '']) => block);
    return blocks.length === 0 ? [] : [{ title: part.split('\n')[0] ?? '', program: blocks.join('\n') }];
  });
}

/** A program's imports stand in its scope already, and so does whatever else is given. */
export async function runProgram(program: string, scope: Record<string, unknown>): Promise<void> {
  const source = program.replaceAll(/^import .*$/gm, '');
  const { code } = transformSync(`async function program() {\n${source}\n}`, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    isModule: false,
    module: { type: 'es6' },
  });
  const run = new Function(...Object.keys(scope), `${code}\nreturn program();`) as (
    ...values: unknown[]
  ) => Promise<void>;
  await run(...Object.values(scope));
}
