/** Two or more names with dots between them. */
const EVENT_TYPE = /^[A-Za-z][\w-]*(?:\.[A-Za-z0-9][\w-]*)+$/;
const MAX_EVENT_TYPE = 200;

/** Whether a text is an event type, known or custom. */
export function isEventType(text: string): boolean {
  return text.length <= MAX_EVENT_TYPE && EVENT_TYPE.test(text);
}
