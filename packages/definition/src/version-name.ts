/** Words that name a version by themselves, so that no label may be called so. */
const RESERVED = new Set(['latest', 'draft']);

/** What a label of a version looks like. */
export const LABEL_PATTERN = /^[a-z][a-z0-9-]{0,63}$/;

/** Whether a version can bear this label. */
export function isVersionLabel(text: string): boolean {
  return LABEL_PATTERN.test(text) && !RESERVED.has(text);
}

/** A version of a workflow, as callers name one. */
export type VersionName = { kind: 'latest' } | { kind: 'number'; version: number } | { kind: 'label'; label: string };

/** Reads a number (also as text), a label, or `latest`; null for what can name no version. */
export function readVersionName(name: number | string): VersionName | null {
  if (name === 'latest') return { kind: 'latest' };
  if (typeof name === 'string' && isVersionLabel(name)) return { kind: 'label', label: name };
  const text = String(name);
  return /^[1-9]\d{0,8}$/.test(text) ? { kind: 'number', version: Number(text) } : null;
}
