import { isAppConnectionType, type JsonObject, type JsonValue, textIn } from '@perdura/definition';
import type { OpenConnection } from './connections.ts';

/** A connection as it was opened: of either kind. */
type Opened = OpenConnection & { metadata: JsonObject | null };

/**
 * A connection as nodes and tools of workflows use it: one of the flow engine stands for the type of the workflow API
 * that holds the same. One that stands for none keeps its type, which no node takes.
 */
export function asWorkflowConnection(opened: Opened): OpenConnection {
  const { name, type, allowedHosts } = opened;
  if (!isAppConnectionType(type)) return { name, type, value: opened.value, allowedHosts };
  const served = servedBy(opened) ?? { type, value: opened.value };
  return { name, ...served, allowedHosts, storedType: type };
}

interface Served {
  type: string;
  value: JsonObject;
}

function servedBy({ type, value, metadata }: Opened): Served | null {
  switch (type) {
    case 'SECRET_TEXT':
      return secretText(textIn(value, 'secret_text'), metadata);
    case 'BASIC_AUTH':
      return { type: 'basic', value };
    case 'CUSTOM_AUTH':
      return ofProps(objectIn(value.props));
    case 'NO_AUTH':
      return null;
    default:
      return { type: 'bearer', value: { token: textIn(value, 'access_token') } };
  }
}

/** `metadata.header` names the header that the secret goes into, when it is not a bearer token. */
function secretText(secret: string, metadata: JsonObject | null): Served {
  const header = textIn(metadata ?? {}, 'header');
  if (header === '') return { type: 'bearer', value: { token: secret } };
  return { type: 'header', value: { name: header, value: secret } };
}

/** Fields of their own names tell what a connection of fields is good for. */
function ofProps(props: JsonObject): Served | null {
  const has = (...fields: string[]) => fields.every((field) => typeof props[field] === 'string' && props[field] !== '');
  if (/^smtps?:/i.test(textIn(props, 'url'))) return { type: 'smtp', value: props };
  if (has('host') && props.port !== undefined) return { type: 'smtp', value: { url: mailUrl(props) } };
  if (has('baseUrl', 'apiKey')) return { type: 'openai-compatible', value: props };
  if (has('username', 'password')) return { type: 'basic', value: props };
  if (has('name', 'value')) return { type: 'header', value: props };
  if (has('token')) return { type: 'bearer', value: props };
  const key = ['apiKey', 'api_key', 'accessToken', 'access_token'].find((field) => has(field));
  return key === undefined ? null : { type: 'bearer', value: { token: props[key] ?? '' } };
}

/** The mail server that pieces for mail describe field by field. */
function mailUrl(props: JsonObject): string {
  const user = textIn(props, 'email') || textIn(props, 'username') || textIn(props, 'user');
  const credentials =
    user === '' ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(textIn(props, 'password'))}@`;
  const isSecure = props.TLS === true || Number(props.port) === 465;
  return `${isSecure ? 'smtps' : 'smtp'}://${credentials}${textIn(props, 'host')}:${String(props.port)}`;
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
