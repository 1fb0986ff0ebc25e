import { parseTemplate } from '../expressions/template.ts';
import type { TextForm } from './fields.ts';

/** An absolute http or https URL. Where templates come in, as much of it as stands before them is checked. */
export const urlForm: TextForm = {
  check: (text) => (isWebAddress(text) ? null : { fault: 'URL_INVALID' }),
  checkTemplated: (text) => {
    const fixed = text.slice(0, text.indexOf('{{')).trimStart();
    const mayBecomeOne = fixed === '' || /^https?:\/\//i.test(fixed) || isBeginning(fixed.toLowerCase());
    return mayBecomeOne ? null : { fault: 'URL_INVALID' };
  },
};

/** The same for a request, which carries its credentials by a connection. */
export const requestUrlForm: TextForm = {
  check: (text) => urlForm.check(text) ?? (holdsCredentials(text) ? { fault: 'URL_CREDENTIALS' } : null),
  checkTemplated: (text) => {
    const fixed = text.slice(0, text.indexOf('{{'));
    // With any letter for what comes in: it cannot take away what stands before it.
    return urlForm.checkTemplated?.(text) ?? (holdsCredentials(`${fixed}x`) ? { fault: 'URL_CREDENTIALS' } : null);
  },
};

/** HTTP methods that a node may use. */
export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** A method in any case of letters. */
export const methodForm: TextForm = {
  check: (text) =>
    isMethod(text.toUpperCase()) ? null : { fault: 'METHOD_INVALID', values: { expected: HTTP_METHODS.join(', ') } },
};

/** The name of a header. */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}

/** Headers that belong to the connection itself: whoever may set them can smuggle a second request. */
const CONNECTION_HEADERS = new Set([
  ...['connection', 'content-length', 'expect', 'host', 'http2-settings', 'keep-alive', 'proxy-authorization'],
  ...['proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

/** Whether a header, in any case of letters, is the connection's own, so that nobody may set it. */
export function isConnectionHeader(name: string): boolean {
  return CONNECTION_HEADERS.has(name.toLowerCase());
}

/** A header's value: no control characters, so that no header can be smuggled in. */
export const headerValueForm: TextForm = {
  check: (text) => (hasControls(text) ? { fault: 'HEADER_INVALID' } : null),
  checkTemplated: (text) => (plainParts(text).some(hasControls) ? { fault: 'HEADER_INVALID' } : null),
};

/** The same for a request: the letters that can be sent. Spaces around it are not sent. */
export const requestHeaderForm: TextForm = {
  check: (text) => headerValueForm.check(text) ?? (isBeyondLatin(text) ? { fault: 'HEADER_LETTER' } : null),
  checkTemplated: (text) =>
    headerValueForm.checkTemplated?.(text) ??
    (plainParts(text).some(isBeyondLatin) ? { fault: 'HEADER_LETTER' } : null),
};

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/[^/]/i.test(text.trim()) || !URL.canParse(text)) return false;
  return new URL(text).hostname !== '';
}

function holdsCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

function isBeginning(text: string): boolean {
  return 'https://'.startsWith(text) || 'http://'.startsWith(text);
}

function isMethod(text: string): boolean {
  return (HTTP_METHODS as readonly string[]).includes(text);
}

function hasControls(text: string): boolean {
  return /(?!\t)\p{Cc}/u.test(text);
}

function isBeyondLatin(text: string): boolean {
  return /[\u0100-\u{10ffff}]/u.test(text.trim());
}

/** The text around templates. */
function plainParts(text: string): string[] {
  return parseTemplate(text).segments.flatMap((segment) => (segment.kind === 'text' ? [segment.text] : []));
}
