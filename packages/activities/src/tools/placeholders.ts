import type { JsonObject, JsonValue } from '@perdura/definition';

/** `{building}`, `{楼栋.编号}`: a name of the input, in any script, or a path into it. */
const PLACEHOLDER = /\{([\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*(?:\.[\p{L}\p{M}\p{N}_-]+)*)\}/gu;
const WHOLE = new RegExp(`^${PLACEHOLDER.source}$`, 'u');

/** Thrown when the input would change the shape of an address. */
export class UnsafePlaceholder extends Error {
  override readonly name = 'UnsafePlaceholder';
}

/**
 * Fills the placeholders of a value with what the tool's input holds. A text that is one whole placeholder takes the
 * type of what it stands for; inside text, objects become JSON and what is absent becomes empty. A field whose whole
 * placeholder is absent is left out.
 *
 * @param known names that the input may hold: other braces are ordinary text
 */
export function fillValue(template: JsonValue, input: JsonObject, known: ReadonlySet<string>): JsonValue | undefined {
  if (typeof template === 'string') return fillText(template, input, known);
  if (Array.isArray(template)) return template.map((item) => fillValue(item, input, known) ?? null);
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(
    Object.entries(template).flatMap(([key, value]) => {
      const filled = fillValue(value, input, known);
      return filled === undefined ? [] : [[key, filled]];
    }),
  );
}

/**
 * Fills the placeholders of an address; each is encoded, so that it stays within its part of it. One that begins the
 * address stands for scheme and host and is taken as it is.
 *
 * @throws {UnsafePlaceholder} when a segment of the path would become `.` or `..`
 */
export function fillUrl(template: string, input: JsonObject, known: ReadonlySet<string>): string {
  const filled = template.replace(PLACEHOLDER, (whole: string, path: string, at: number) => {
    if (!isKnown(path, known)) return whole;
    const text = asText(lookUp(input, path));
    return at === 0 ? text : encodeURIComponent(text);
  });
  const before = pathSegments(template);
  const after = pathSegments(filled);
  after.forEach((segment, index) => {
    if (isDotSegment(segment) && !isDotSegment(before[index] ?? '')) {
      throw new UnsafePlaceholder(`"${segment}" cannot stand for a segment of the tool's path`);
    }
  });
  return filled;
}

/** Whether the host of the address comes from the input. */
export function hostIsFilled(template: string, known: ReadonlySet<string>): boolean {
  const authority = template.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split(/[/?#]/, 1)[0] ?? '';
  return [...authority.matchAll(PLACEHOLDER)].some(([, path = '']) => isKnown(path, known));
}

/** Names of the input that these templates use. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, path = '']) => path.split('.', 1)[0] ?? '');
}

function fillText(template: string, input: JsonObject, known: ReadonlySet<string>): JsonValue | undefined {
  const whole = WHOLE.exec(template)?.[1];
  if (whole !== undefined && isKnown(whole, known)) return lookUp(input, whole);
  return template.replace(PLACEHOLDER, (text: string, path: string) =>
    isKnown(path, known) ? asText(lookUp(input, path)) : text,
  );
}

function isKnown(path: string, known: ReadonlySet<string>): boolean {
  return known.has(path.split('.', 1)[0] ?? '');
}

function lookUp(input: JsonObject, path: string): JsonValue | undefined {
  let current: JsonValue | undefined = input;
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as JsonObject)[key];
  }
  return current;
}

function asText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function pathSegments(url: string): string[] {
  return (url.split(/[?#]/, 1)[0] ?? '').split(/[/\\]/);
}

function isDotSegment(segment: string): boolean {
  return /^(\.|%2e){1,2}$/i.test(segment);
}
