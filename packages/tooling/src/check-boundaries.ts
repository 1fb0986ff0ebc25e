import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DETERMINISTIC_ZONE, MAY_IMPORT, PURE_MODULES, PURE_ZONES } from './import-rules.ts';
import { importsOf, isTest, type SourceImport, sourceFiles } from './source-imports.ts';

/**
 * Holds the import rule of ARCHITECTURE.md against the sources and prints each breach with its place. Ends with
 * exit code 1 when there is one.
 */
const breaches = [...unknownPackages(), ...forbiddenArrows(), ...impureImports(), ...nondeterministicImports()];
for (const breach of breaches) console.error(breach);
console.log(breaches.length === 0 ? 'Boundaries hold.' : `${breaches.length} breaches of the import rule.`);
process.exitCode = breaches.length === 0 ? 0 : 1;

function unknownPackages(): string[] {
  return ['packages', 'apps']
    .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(folder, 'package.json')) && !(folder in MAY_IMPORT))
    .map((folder) => `${folder}: not in the import rule; add it to packages/tooling/src/import-rules.ts`);
}

function forbiddenArrows(): string[] {
  return Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) => {
    const self = folder.split('/').at(-1) ?? folder;
    return filesOf(folder)
      .flatMap(importsOf)
      .filter(({ file, specifier }) => {
        if (specifier.startsWith('.')) return leavesPackage(file, specifier, folder);
        const target = /^@perdura\/([\w-]+)/.exec(specifier)?.[1];
        return target !== undefined && target !== self && !allowed.includes(target) && !isTest(file);
      })
      .map(
        ({ file, specifier }) =>
          `${file}: imports ${specifier}; ${folder} may import ${allowed.join(', ') || 'no other package'}`,
      );
  });
}

function impureImports(): string[] {
  return PURE_ZONES.flatMap((zone) => filesOf(zone))
    .filter((file) => !isTest(file))
    .flatMap(importsOf)
    .filter(
      ({ specifier }) => specifier.startsWith('node:') && !(PURE_MODULES as readonly string[]).includes(specifier),
    )
    .map(({ file, specifier }) => `${file}: imports ${specifier}; this package is pure`);
}

/** Walks from the workflow's entry file along imports that exist at run time. */
function nondeterministicImports(): string[] {
  const seen = new Set<string>();
  const breaches: string[] = [];
  const pending = [join(DETERMINISTIC_ZONE.folder, 'workflow.ts')];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file) || !existsSync(file)) continue;
    seen.add(file);
    for (const one of importsOf(file).filter(({ typeOnly }) => !typeOnly)) {
      if (one.specifier.startsWith('.')) pending.push(join(dirname(file), one.specifier));
      else if (!isDeterministic(one)) breaches.push(`${file}: imports ${one.specifier} into the deterministic zone`);
    }
  }
  return breaches;
}

function isDeterministic({ specifier }: SourceImport): boolean {
  return (DETERMINISTIC_ZONE.modules as readonly string[]).includes(specifier);
}

function leavesPackage(file: string, specifier: string, folder: string): boolean {
  return !resolve(dirname(file), specifier).startsWith(`${resolve(folder)}/`) && !isTest(file);
}

function filesOf(folder: string): string[] {
  return existsSync(folder) ? sourceFiles(folder) : [];
}
