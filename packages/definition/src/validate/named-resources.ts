import type { NodeType } from '../definition.ts';
import { holdsTemplate } from '../expressions/template.ts';
import { excerpt, nameList, word } from '../faults/wording.ts';
import { servesAs } from '../flow/app-connections.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { readVersionName } from '../version-name.ts';
import type { KnownVersions, Rule, RuleContext } from './rule.ts';

/**
 * Tools, connections and workflows that nodes name exist, and connections are of a type that fits. A name that a
 * template gives is known only when the node runs.
 */
export const namedResources: Rule = ({ nodes }, context) => {
  for (const { type, config, compensate, pointer } of nodes) {
    checkNames(type, config, pointerBelow(pointer, 'config'), context);
    if (compensate === null) continue;
    checkNames(compensate.type, compensate.config, pointerBelow(pointer, 'compensate', 'config'), context);
  }
};

function checkNames(type: NodeType | null, config: JsonObject, pointer: string, context: RuleContext): void {
  if (type === null) return;
  const {
    toolFields,
    connectionFields,
    connectionTypes,
    channelFields = [],
    tableFields = [],
    ...spec
  } = nodeSpecs[type];
  const { workflowFields = [], versionField } = spec;
  for (const named of namesIn(config, toolFields, pointer)) checkTool(named, context);
  for (const named of namesIn(config, connectionFields, pointer)) checkConnection(named, connectionTypes, context);
  for (const named of namesIn(config, channelFields, pointer)) checkChannelName(named, context);
  for (const named of namesIn(config, tableFields, pointer)) checkTableName(named, context);
  for (const named of namesIn(config, workflowFields, pointer)) {
    checkWorkflow(named, context);
    if (versionField !== undefined)
      checkVersion(named.name, config[versionField], pointerBelow(pointer, versionField), context);
  }
}

interface Named {
  name: string;
  pointer: string;
}

function checkTool({ name, pointer }: Named, { report, existing: { toolNames } }: RuleContext): void {
  if (toolNames === undefined || toolNames.has(name)) return;
  const known = word('known', report.locale, { names: nameList(toolNames, report.locale) });
  report.add('TOOL_UNKNOWN', pointer, { name: excerpt(name), known });
}

/** Whether a connection that is named exists, and is of one of the types. */
export function checkConnection(
  { name, pointer }: Named,
  types: readonly string[] | undefined,
  { report, existing: { connections } }: Pick<RuleContext, 'report' | 'existing'>,
): void {
  if (connections === undefined) return;
  const type = connections.get(name);
  if (type === undefined) {
    const known = word('known', report.locale, { names: nameList(connections.keys(), report.locale) });
    report.add('CONNECTION_UNKNOWN', pointer, { name: excerpt(name), known });
  } else if (types !== undefined && !servesAs(type, types)) {
    report.add('CONNECTION_TYPE_WRONG', pointer, { name: excerpt(name), type, expected: types.join(', ') });
  }
}

/** Whether a channel that is named exists. */
export function checkChannelName(
  { name, pointer }: Named,
  { report, existing: { channelNames } }: Pick<RuleContext, 'report' | 'existing'>,
): void {
  if (channelNames?.has(name) !== false) return;
  const known = word('known', report.locale, { names: nameList(channelNames, report.locale) });
  report.add('CHANNEL_UNKNOWN', pointer, { name: excerpt(name), known });
}

function checkTableName({ name, pointer }: Named, { report, existing: { tableNames } }: RuleContext): void {
  if (tableNames?.has(name) === false) report.add('TABLE_UNKNOWN', pointer, { name: excerpt(name) });
}

/** Whether a workflow that is named exists. */
export function checkWorkflow({ name, pointer }: Named, { report, existing: { workflowIds } }: RuleContext): void {
  if (workflowIds?.has(name) !== false) return;
  report.add('WORKFLOW_UNKNOWN', pointer, { name: excerpt(name) });
}

/** Whether the workflow has the version that is named, unless a template names it. */
function checkVersion(
  workflowId: string,
  version: JsonValue | undefined,
  pointer: string,
  { report, existing: { workflowVersions } }: RuleContext,
): void {
  const known = workflowVersions?.get(workflowId);
  if (known === undefined || (typeof version !== 'number' && typeof version !== 'string')) return;
  if (holdsTemplate(String(version)) || hasVersion(known, version)) return;
  const labels = word('known', report.locale, { names: nameList(known.labels, report.locale) });
  report.add('VERSION_UNKNOWN', pointer, { name: excerpt(String(version)), newest: known.newest, known: labels });
}

function hasVersion({ newest, labels }: KnownVersions, version: number | string): boolean {
  const name = readVersionName(version);
  if (name === null) return false;
  if (name.kind === 'number') return name.version <= newest;
  return name.kind === 'latest' || labels.has(name.label);
}

/** The names in some fields of a config, each a text or a list of texts, less those that templates give. */
function namesIn(config: JsonObject, fields: readonly string[], base: string): Named[] {
  const found = fields.flatMap((field) => textsAt(config[field], pointerBelow(base, field)));
  return found.filter(({ name }) => name.trim() !== '' && !holdsTemplate(name));
}

function textsAt(value: JsonValue | undefined, pointer: string): Named[] {
  if (typeof value === 'string') return [{ name: value, pointer }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry, index) =>
    typeof entry === 'string' ? [{ name: entry, pointer: pointerBelow(pointer, index) }] : [],
  );
}
