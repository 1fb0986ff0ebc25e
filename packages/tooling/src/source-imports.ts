import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One import of a source file: `typeOnly` imports leave no trace at run time. */
export interface SourceImport {
  file: string;
  specifier: string;
  typeOnly: boolean;
}

/** Every TypeScript source below a folder, generated and built code left out. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/** The imports and re-exports of one source file, static and dynamic. */
export function importsOf(file: string): SourceImport[] {
  const source = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statics = source.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]/gm);
  const dynamics = source.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statics].map((match) => ({ file, specifier: match[2] ?? '', typeOnly: match[1] !== undefined })),
    ...[...dynamics].map((match) => ({ file, specifier: match[1] ?? '', typeOnly: false })),
  ];
}

/** Tests and their fixtures, which may import more than the code that they test. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$|\/(test|testing|fixtures|jest|scripts)\//.test(file);
}

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'generated', '.turbo']);
