/** Two or more names with dots between them. */
export const EVENT_TYPE_PATTERN = /^[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+$/;
/** Its longest, in characters. */
export const MAX_EVENT_TYPE = 200;

/** Whether a text is an event type, known or custom. */
export function isEventType(text: string): boolean {
  return text.length <= MAX_EVENT_TYPE && EVENT_TYPE_PATTERN.test(text);
}
