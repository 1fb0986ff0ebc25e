import { ID_PATTERN, type Locale } from '@perdura/contracts';
import type { CompiledDefinition, Database } from '@perdura/database';
import {
  compile,
  DEFINITION_FIELDS,
  type Definition,
  definitionHash,
  type Fault,
  type JsonObject,
  type JsonValue,
  type KnownVersions,
  namedWorkflows,
  POLICY_FIELDS,
  SECRET_MASK,
  validateDefinition,
  withoutSecrets,
} from '@perdura/definition';
import type { AppSettings } from '../../app-dependencies.ts';

/** What a body says of the definition; null when it names none of its fields. */
export function definitionPart(sent: JsonValue): JsonObject | null {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return null;
  const given = DEFINITION_FIELDS.filter((name) => Object.hasOwn(sent, name));
  return given.length === 0 ? null : Object.fromEntries(given.map((name) => [name, sent[name] ?? null]));
}

/** A definition with the given fields laid over it; null takes a field away that holds for runs as a whole. */
export function changedDefinition(before: Definition, part: JsonObject): JsonObject {
  // As JSON, without members that are undefined.
  const merged: JsonObject = { ...JSON.parse(JSON.stringify(before)), ...part };
  for (const field of POLICY_FIELDS) if (merged[field] === null) delete merged[field];
  return merged;
}

export interface DefinitionChecker {
  /**
   * Every fault of a definition, also the names of tools, connections and workflows that the project does not have.
   *
   * @param ownId the workflow whose definition it is, once it has an id
   */
  check(projectId: string, input: JsonObject, locale: Locale, ownId?: string): Promise<Checked>;
}

export type Checked = { definition: Definition; faults: [] } | { definition: null; faults: Fault[] };

export function definitionChecker(database: Database, limits: AppSettings['definitionLimits']): DefinitionChecker {
  return {
    async check(projectId, input, locale, ownId) {
      const [tableNames, toolNames, connections, channelNames, workflowVersions, keptSecrets] = await Promise.all([
        database.tables.names(projectId),
        database.tools.names(projectId),
        database.connections.types(projectId),
        database.channels.names(projectId),
        existingWorkflows(database, projectId, input),
        ownId === undefined ? 0 : database.webhookTriggers.keptSecrets(projectId, ownId),
      ]);
      const workflowIds = new Set(workflowVersions.keys());
      const known = {
        tableNames,
        toolNames,
        connections,
        channelNames,
        workflowIds,
        workflowVersions,
        keptSecrets,
        ...(ownId === undefined ? {} : { ownId }),
      };
      const checked = validateDefinition(input, { locale, limits, ...known });
      return checked.ok ? { definition: checked.definition, faults: [] } : { definition: null, faults: checked.faults };
    },
  };
}

/** Of the workflows that a definition names, those that exist, with their versions; a text of another shape is no id. */
async function existingWorkflows(database: Database, projectId: string, input: JsonObject) {
  const ids = namedWorkflows(input).filter((id) => ID_PATTERN.test(id));
  return ids.length === 0 ? new Map<string, KnownVersions>() : await database.workflows.existing(projectId, ids);
}

/** What is stored with a version: of the secrets that the trigger may have, the definition and its hash know nothing. */
export function compiledDefinition(whole: Definition): CompiledDefinition {
  const { definition, secrets } = withoutSecrets(whole);
  const compiled = { definition, plan: compile(definition), hash: definitionHash(definition) };
  return secrets === null ? compiled : { ...compiled, triggerSecrets: secrets };
}

/**
 * Whether a definition says something new: also where its author only moved the fields of a form, or gave a secret that
 * it shows no more of than a mask.
 */
export function isNewDefinition(compiled: CompiledDefinition, before: CompiledDefinition): boolean {
  const { hash, definition, triggerSecrets = [] } = compiled;
  if (hash !== before.hash || triggerSecrets.some((secret) => secret !== SECRET_MASK)) return true;
  return textOfGraph(definition) !== textOfGraph(before.definition);
}

/** All of a definition whose keys have an order that people see. */
function textOfGraph({ nodes, edges }: Definition): string {
  return JSON.stringify([nodes, edges]);
}
