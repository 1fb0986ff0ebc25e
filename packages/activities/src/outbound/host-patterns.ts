import ipaddr from 'ipaddr.js';
import { readHost } from './addresses.ts';

/** A list of hosts as settings and connections write it, ready to be asked. */
export interface HostPatterns {
  /** Whether the list has no entry at all. */
  readonly empty: boolean;
  /** Whether an entry covers this host (a name or an address) on this port. */
  matches(host: string, port: number): boolean;
}

/**
 * Reads a list of hosts: names (`api.example.com`), subdomains (`*.example.com`), addresses (`127.0.0.1`, `::1`),
 * ranges (`10.0.0.0/8`) or `*` for all; each may end with a port (`localhost:8080`, `[::1]:8080`).
 *
 * @throws {Error} when an entry is none of these
 */
export function hostPatterns(entries: readonly string[]): HostPatterns {
  const patterns = entries.map((entry) => readPattern(entry.trim())).filter((pattern) => pattern !== null);
  return {
    empty: patterns.length === 0,
    matches(host, port) {
      if (patterns.length === 0) return false;
      const read = readHost(host);
      if (read === null) return false;
      const subject = 'address' in read ? { name: read.address, address: parseAddress(read.address) } : read;
      return patterns.some((pattern) => (pattern.port === null || pattern.port === port) && pattern.covers(subject));
    },
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

interface Subject {
  name: string;
  address?: Address;
}

interface Pattern {
  port: number | null;
  covers(subject: Subject): boolean;
}

function readPattern(entry: string): Pattern | null {
  if (entry === '') return null;
  const { host, port } = splitPort(entry);
  if (host === '*') return { port, covers: () => true };
  if (host.includes('/')) return { port, covers: inRange(host, entry) };
  if (host.startsWith('*.')) return { port, covers: isSubdomain(host.slice(1).toLowerCase()) };
  const read = readHost(host);
  if (read === null) throw unreadable(entry);
  if ('name' in read) return { port, covers: (subject) => subject.name === read.name };
  return { port, covers: inRange(`${read.address}/${read.address.includes(':') ? 128 : 32}`, entry) };
}

function splitPort(entry: string): { host: string; port: number | null } {
  const match = /^(\[[^\]]*\]|[^:]*):(\d{1,5}|\*)$/.exec(entry);
  if (match === null) return { host: entry.replace(/^\[(.*)\]$/, '$1'), port: null };
  const [, host = '', port = '*'] = match;
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: port === '*' ? null : Number(port) };
}

function inRange(cidr: string, entry: string): (subject: Subject) => boolean {
  if (!ipaddr.isValidCIDR(cidr)) throw unreadable(entry);
  const [base, bits] = ipaddr.parseCIDR(cidr);
  return ({ address }) => address !== undefined && address.kind() === base.kind() && address.match(base, bits);
}

function isSubdomain(suffix: string): (subject: Subject) => boolean {
  return ({ name, address }) => address === undefined && name.length > suffix.length && name.endsWith(suffix);
}

/** An IPv4 address in IPv6 clothes counts as the IPv4 address. */
function parseAddress(text: string): Address {
  return ipaddr.process(text);
}

function unreadable(entry: string): Error {
  return new Error(
    `"${entry}" is no host pattern: expected a name, *.name, an address, a range such as 10.0.0.0/8, or *, with an optional :port.`,
  );
}
