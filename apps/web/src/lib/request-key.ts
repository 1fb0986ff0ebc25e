import { useRef } from 'react';

/**
 * An idempotency key for each body that is sent: the same one when the same body is sent again, so that a request whose
 * answer got lost is not done twice.
 */
export function useRequestKey(): (body: unknown) => Record<string, string> {
  const sent = useRef({ text: '', key: '' });
  return (body) => {
    const text = JSON.stringify(body);
    if (sent.current.text !== text) sent.current = { text, key: freshKey() };
    return { 'idempotency-key': sent.current.key };
  };
}

/** `crypto.randomUUID` is missing where the console is served by plain HTTP from another machine. */
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
