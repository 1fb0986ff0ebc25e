import type { TextForm } from './fields.ts';

/** One address, bare or as `Name <address>`. */
export const emailForm: TextForm = {
  check: (text) => (isMailbox(text.trim()) ? null : { fault: 'EMAIL_INVALID' }),
};

/** One address or several with commas between them. */
export const emailListForm: TextForm = {
  check: (text) => {
    if (text.length > LONGEST_LIST)
      return { fault: 'OUT_OF_RANGE', values: { found: text.length, expected: `≤ ${LONGEST_LIST}` } };
    const entries = splitAddresses(text);
    return entries.length > 0 && entries.every(isMailbox) ? null : { fault: 'EMAIL_INVALID' };
  },
};

/** The addresses of a list, in order; commas within quotes and angle brackets do not separate. */
export function splitAddresses(text: string): string[] {
  const entries: string[] = [];
  let entry = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === ',' && !isQuoted) {
      entries.push(entry.trim());
      entry = '';
    } else entry += character;
  }
  entries.push(entry.trim());
  return entries.filter((each, index) => each !== '' || index < entries.length - 1);
}

const LOCAL_PART = /^[^\s@<>()[\]\\,;:".]+(?:\.[^\s@<>()[\]\\,;:".]+)*$/u;
const DOMAIN_LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u;
const NAMED = /^(?:"[^"\r\n]*"|[^"<>@\r\n]*?)\s*<([^<>]*)>$/;
const LONGEST_ADDRESS = 254;
const LONGEST_MAILBOX = 500;
/** Some thousand recipients. */
const LONGEST_LIST = 50_000;

function isMailbox(text: string): boolean {
  if (text.length > LONGEST_MAILBOX) return false;
  return isAddress(NAMED.exec(text)?.[1] ?? text);
}

function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > LONGEST_ADDRESS) return false;
  const domain = text.slice(at + 1).split('.');
  return LOCAL_PART.test(text.slice(0, at)) && domain.every((label) => label.length <= 63 && DOMAIN_LABEL.test(label));
}
