import { type Locale, message, type RouteContract, requestFaults } from '@perdura/contracts';
import { type Fault, pointerOf } from '@perdura/definition';

/**
 * The parameters of an address, as texts by name; those that are given more than once as lists, and those that are given
 * part by part as lists of objects.
 */
type Given = Record<string, string | string[] | Record<string, string>[]>;

/** Reads and checks the query of a request; what is not in the contract is a fault, but in routes of the engine. */
export function readQuery(contract: RouteContract, url: string, locale: Locale) {
  const mark = url.indexOf('?');
  const sent = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
  const { given, faults } = contract.engine ? tolerant(contract, sent, locale) : strict(contract, sent, locale);
  if (!contract.query) return { value: {}, faults };
  const checked = requestFaults(contract.query, given, locale);
  const named = checked.faults.map((fault) => ({
    ...fault,
    message: message(locale, 'inQuery', { name: fault.pointer.slice(1), message: fault.message }),
  }));
  return { value: checked.value, faults: [...faults, ...named] };
}

function strict(contract: RouteContract, sent: URLSearchParams, locale: Locale): { given: Given; faults: Fault[] } {
  const given: Given = Object.create(null);
  const faults: Fault[] = [];
  for (const [name, value] of sent) {
    const pointer = pointerOf(name);
    if (!isKnown(contract, name)) {
      faults.push({ pointer, message: message(locale, 'unknownQuery', { name: name.slice(0, 80) }) });
    } else if (name in given) faults.push({ pointer, message: message(locale, 'repeatedQuery', { name }) });
    else if (isUnreadable(value)) faults.push({ pointer, message: message(locale, 'nulCharacter') });
    else given[name] = value;
  }
  return { given, faults };
}

/**
 * What is unknown or empty is passed over; `name[]` and `name[0]` are other spellings of a list's name, and `name[0][part]`
 * is a part of an object in that list.
 */
function tolerant(contract: RouteContract, sent: URLSearchParams, locale: Locale): { given: Given; faults: Fault[] } {
  const given: Given = Object.create(null);
  const faults: Fault[] = [];
  const parts = new Map<string, Map<number, Record<string, string>>>();
  for (const [spelling, value] of sent) {
    if (collectPart(contract, spelling, value, parts)) continue;
    const name = isKnown(contract, spelling) ? spelling : spelling.replace(/\[\d*\]$/, '');
    if (value === '' || !isKnown(contract, name)) continue;
    if (isUnreadable(value)) faults.push({ pointer: pointerOf(name), message: message(locale, 'nulCharacter') });
    else given[name] = name in given ? textsOf(given[name], value) : value;
  }
  for (const [name, objects] of parts) {
    given[name] ??= [...objects.entries()].sort(([one], [other]) => one - other).map(([, object]) => object);
  }
  return { given, faults };
}

function textsOf(...given: (Given[string] | undefined)[]): string[] {
  return given.flat().filter((part) => typeof part === 'string');
}

const PART = /^(\w+)\[(\d{1,4})\]\[(\w{1,100})\]$/;

/** Keeps a part of an object; false for a parameter that is none. */
function collectPart(
  contract: RouteContract,
  spelling: string,
  value: string,
  parts: Map<string, Map<number, Record<string, string>>>,
): boolean {
  const [, name = '', place = '', part = ''] = PART.exec(spelling) ?? [];
  if (name === '' || !isKnown(contract, name)) return false;
  const objects = parts.get(name) ?? new Map<number, Record<string, string>>();
  const object: Record<string, string> = objects.get(Number(place)) ?? Object.create(null);
  object[part] = value;
  parts.set(name, objects.set(Number(place), object));
  return true;
}

function isKnown({ query }: RouteContract, name: string): boolean {
  return query !== undefined && Object.hasOwn(query.shape, name);
}

function isUnreadable(text: string): boolean {
  return /\p{Cs}|\0/u.test(text);
}
