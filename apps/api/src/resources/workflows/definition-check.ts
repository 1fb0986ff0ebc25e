import type { Locale } from '@perdura/contracts';
import type { CompiledDefinition, Database } from '@perdura/database';
import {
  compile,
  type Definition,
  definitionHash,
  type Fault,
  type JsonObject,
  type JsonValue,
  validateDefinition,
} from '@perdura/definition';
import type { AppSettings } from '../../app-dependencies.ts';

/** The fields of a workflow's body that make its definition. */
const DEFINITION_FIELDS = ['trigger', 'nodes', 'edges', 'timeoutMs'] as const;

/** What a body says of the definition; null when it names none of its fields. */
export function definitionPart(sent: JsonValue): JsonObject | null {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return null;
  const given = DEFINITION_FIELDS.filter((name) => Object.hasOwn(sent, name));
  return given.length === 0 ? null : Object.fromEntries(given.map((name) => [name, sent[name] ?? null]));
}

export interface DefinitionChecker {
  /** Every fault of a definition, also the names of tools and connections that the project does not have. */
  check(projectId: string, input: JsonObject, locale: Locale): Promise<Checked>;
}

export type Checked = { definition: Definition; faults: [] } | { definition: null; faults: Fault[] };

export function definitionChecker(database: Database, limits: AppSettings['definitionLimits']): DefinitionChecker {
  return {
    async check(projectId, input, locale) {
      const [toolNames, connectionNames] = await Promise.all([
        database.tools.names(projectId),
        database.connections.names(projectId),
      ]);
      const checked = validateDefinition(input, { locale, toolNames, connectionNames, limits });
      return checked.ok ? { definition: checked.definition, faults: [] } : { definition: null, faults: checked.faults };
    },
  };
}

/** What is stored with a version. */
export function compiledDefinition(definition: Definition): CompiledDefinition {
  return { definition, plan: compile(definition), hash: definitionHash(definition) };
}
