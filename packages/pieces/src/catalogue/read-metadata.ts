import {
  type JsonObject,
  type JsonValue,
  PIECE_AUTH_TYPES,
  type PieceActionMetadata,
  type PieceAuth,
  type PieceMetadata,
  type PieceProperties,
  type PieceProperty,
  type PieceTriggerMetadata,
  TRIGGER_STRATEGIES,
  TRIGGER_TEST_STRATEGIES,
} from '@perdura/definition';

/**
 * Makes metadata of what a piece says of itself. A piece of any framework, or a hostile one, may leave out or mistype
 * what it likes: what is not understood is left out, so that all that reads metadata may trust its shape.
 *
 * @param told - answer of the call `describe`
 * @throws {Error} when that is no description of a piece at all
 */
export function readMetadata(told: JsonValue, piece: { name: string; version: string }): PieceMetadata {
  const raw = asObject(told);
  if (raw === null || (asObject(raw.actions) ?? asObject(raw.triggers)) === null) {
    throw new Error(`${piece.name}@${piece.version} exports no piece: it has neither actions nor triggers.`);
  }
  const own = asList(raw.auth ?? null).flatMap(readAuth);
  return {
    ...piece,
    displayName: asText(raw.displayName) ?? piece.name,
    description: asText(raw.description) ?? '',
    logoUrl: asText(raw.logoUrl) ?? '',
    authors: readTexts(raw.authors),
    categories: readTexts(raw.categories),
    auth: own.length > 0 ? own : authAmong(raw),
    actions: readEntries(raw.actions, own, readAction),
    triggers: readEntries(raw.triggers, own, readTrigger),
    ...pick('contextInfo', readContextInfo(raw.contextInfo)),
    ...pick('minimumSupportedRelease', asText(raw.minimumSupportedRelease)),
    ...pick('maximumSupportedRelease', asText(raw.maximumSupportedRelease)),
  };
}

/** Older pieces have their way to sign in as a property of each action: the first one of each kind. */
function authAmong(raw: JsonObject): PieceAuth[] {
  const entries = [raw.actions, raw.triggers].flatMap((section) => Object.values(asObject(section) ?? {}));
  const properties = entries.flatMap((entry) => Object.values(asObject(asObject(entry)?.props) ?? {}));
  const found = properties.flatMap(readAuth);
  return found.filter(({ type }, at) => found.findIndex((other) => other.type === type) === at);
}

type Reader<T> = (name: string, raw: JsonObject, auth: readonly PieceAuth[]) => T;

function readEntries<T>(raw: JsonValue | undefined, auth: readonly PieceAuth[], read: Reader<T>): Record<string, T> {
  const entries = Object.entries(asObject(raw) ?? {}).flatMap(([name, entry]) => {
    const fields = asObject(entry);
    return fields === null ? [] : [[name, read(name, fields, auth)] as const];
  });
  return Object.fromEntries(entries);
}

function readAction(name: string, raw: JsonObject, auth: readonly PieceAuth[]): PieceActionMetadata {
  return {
    ...readNames(name, raw),
    props: readProperties(raw.props),
    requireAuth: auth.length > 0 && raw.requireAuth !== false,
    ...pick('errorHandlingOptions', asObject(raw.errorHandlingOptions)),
  };
}

function readTrigger(name: string, raw: JsonObject, auth: readonly PieceAuth[]): PieceTriggerMetadata {
  return {
    ...readNames(name, raw),
    props: readProperties(raw.props),
    requireAuth: auth.length > 0 && raw.requireAuth !== false,
    type: oneOf(TRIGGER_STRATEGIES, raw.type) ?? 'WEBHOOK',
    testStrategy: oneOf(TRIGGER_TEST_STRATEGIES, raw.testStrategy) ?? 'TEST_FUNCTION',
    sampleData: raw.sampleData ?? null,
    ...pick('handshakeConfiguration', readStrategy(raw.handshakeConfiguration, 'paramName')),
    ...pick('renewConfiguration', readStrategy(raw.renewConfiguration, 'cronExpression')),
  };
}

function readNames(name: string, raw: JsonObject): { name: string; displayName: string; description: string } {
  return { name, displayName: asText(raw.displayName) ?? name, description: asText(raw.description) ?? '' };
}

function readProperties(raw: JsonValue | undefined): PieceProperties {
  const entries = Object.entries(asObject(raw) ?? {}).flatMap(([name, entry]) => {
    const fields = asObject(entry);
    return fields === null ? [] : [[name, readProperty(name, fields)] as const];
  });
  return Object.fromEntries(entries);
}

/** Fields that this repository has no use for are kept: consoles of others may have one. */
function readProperty(name: string, raw: JsonObject): PieceProperty {
  const { options, refreshers, properties, description, ...others } = raw;
  return {
    ...others,
    type: asText(raw.type) ?? 'SHORT_TEXT',
    displayName: asText(raw.displayName) ?? name,
    required: raw.required === true,
    ...pick('description', asText(description)),
    ...pick('options', readOptions(options)),
    ...pick('refreshers', Array.isArray(refreshers) ? readTexts(refreshers) : null),
    ...pick('properties', asObject(properties) === null ? null : readProperties(properties)),
  };
}

function readOptions(raw: JsonValue | undefined): PieceProperty['options'] | null {
  const fields = asObject(raw);
  if (fields === null) return null;
  const options = asList(fields.options ?? null).flatMap((option) => {
    const { label, value } = asObject(option) ?? {};
    return typeof label === 'string' ? [{ label, value: value ?? null }] : [];
  });
  return {
    options,
    ...(typeof fields.disabled === 'boolean' ? { disabled: fields.disabled } : {}),
    ...pick('placeholder', asText(fields.placeholder)),
  };
}

function readAuth(raw: JsonValue): PieceAuth[] {
  const fields = asObject(raw);
  const type = oneOf(PIECE_AUTH_TYPES, fields?.type);
  if (fields === null || type === null) return [];
  const { props, scope, validate: _, ...others } = fields;
  const auth = {
    ...others,
    type,
    displayName: asText(fields.displayName) ?? 'Connection',
    required: fields.required !== false,
    ...pick('props', asObject(props) === null ? null : readProperties(props)),
    ...pick('scope', Array.isArray(scope) ? readTexts(scope) : null),
  };
  return [auth];
}

function readContextInfo(raw: JsonValue | undefined): { version: string } | null {
  const version = asText(asObject(raw)?.version);
  return version === null ? null : { version };
}

function readStrategy<K extends string>(
  raw: JsonValue | undefined,
  parameter: K,
): ({ strategy: string } & { [key in K]?: string }) | null {
  const fields = asObject(raw);
  const strategy = asText(fields?.strategy);
  return strategy === null ? null : { strategy, ...pick(parameter, asText(fields?.[parameter])) };
}

function readTexts(raw: JsonValue | undefined): string[] {
  return asList(raw ?? null).filter((text) => typeof text === 'string');
}

/** A list, or a single thing as a list of one. */
function asList(raw: JsonValue): JsonValue[] {
  if (raw === null) return [];
  return Array.isArray(raw) ? raw : [raw];
}

function asObject(raw: JsonValue | undefined): JsonObject | null {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : null;
}

function asText(raw: JsonValue | undefined): string | null {
  return typeof raw === 'string' ? raw : null;
}

function oneOf<T extends string>(known: readonly T[], raw: JsonValue | undefined): T | null {
  return known.find((each) => each === raw) ?? null;
}

/** A field that is there only when it has a value. */
function pick<K extends string, T>(key: K, value: T | null): { [key in K]?: T } {
  const field: { [key in K]?: T } = {};
  if (value !== null) field[key] = value;
  return field;
}
