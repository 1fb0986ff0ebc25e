import { lookup as resolve } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { buildConnector } from 'undici';
import { blockedRange, readHost } from './addresses.ts';
import type { HostPatterns } from './host-patterns.ts';

/** Thrown where a host is, or resolves to, an address that must not be called. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError';
}

/**
 * Decides which hosts may be called, at the three moments at which an address is known: as the literal host, as an
 * answer of the resolver, and as the peer of the connected socket (which defeats a resolver that changes its answer).
 */
export interface AddressGuard {
  /** @throws {BlockedAddressError} when the host is a literal address that must not be called */
  checkHost(host: string, port: number): void;
  /** A connector for undici's dispatchers. */
  connector: buildConnector.connector;
  /** A TCP connection for protocols other than HTTP, guarded in the same way. */
  openSocket(host: string, port: number, timeoutMs: number): Promise<Socket>;
}

/**
 * @param allowed hosts that may be called although their addresses are not public
 * @param connectTimeoutMs limit on the making of one connection
 */
export function addressGuard(allowed: HostPatterns, connectTimeoutMs: number): AddressGuard {
  const check = (address: string, host: string, port: number): void => {
    const range = blockedRange(address);
    if (range === null || allowed.matches(host, port) || allowed.matches(address, port)) return;
    throw new BlockedAddressError(blockedMessage(host, address, range));
  };
  const checkHost = (host: string, port: number): void => {
    const read = readHost(host);
    if (read === null) throw new BlockedAddressError(`"${host}" is not a host name or an address.`);
    if ('address' in read) check(read.address, host, port);
  };
  const guardedLookup = (port: number) => lookupChecking((address, host) => check(address, host, port));
  return {
    checkHost,
    connector: guardedConnector({ check, checkHost, guardedLookup, connectTimeoutMs }),
    async openSocket(host, port, timeoutMs) {
      checkHost(host, port);
      const socket = await openTcp(host, port, timeoutMs, guardedLookup(port));
      try {
        check(socket.remoteAddress ?? '', host, port);
      } catch (error) {
        socket.destroy();
        throw error;
      }
      return socket;
    },
  };
}

interface ConnectorParts {
  check(address: string, host: string, port: number): void;
  checkHost(host: string, port: number): void;
  guardedLookup(port: number): LookupFunction;
  connectTimeoutMs: number;
}

function guardedConnector({ check, checkHost, guardedLookup, connectTimeoutMs }: ConnectorParts) {
  // One connector per port, because a lookup is not told the port; each keeps the TLS sessions of its hosts.
  const connectors = new Map<number, buildConnector.connector>();
  const connectorFor = (port: number): buildConnector.connector => {
    const known = connectors.get(port);
    if (known !== undefined) return known;
    if (connectors.size >= 100) connectors.clear();
    const made = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup(port) });
    connectors.set(port, made);
    return made;
  };
  return (options: buildConnector.Options, callback: buildConnector.Callback): void => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    try {
      checkHost(options.hostname, port);
    } catch (error) {
      callback(asError(error), null);
      return;
    }
    connectorFor(port)(options, (...result) => {
      const [error, socket] = result;
      if (error !== null) return callback(error, null);
      try {
        check(socket.remoteAddress ?? '', options.hostname, port);
      } catch (refusal) {
        socket.destroy();
        return callback(asError(refusal), null);
      }
      return callback(null, socket);
    });
  };
}

/** A lookup that refuses the whole answer when one of its addresses is refused. */
function lookupChecking(check: (address: string, host: string) => void): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      try {
        for (const { address } of addresses) check(address, host);
      } catch (refusal) {
        return callback(asError(refusal), []);
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

function openTcp(host: string, port: number, timeoutMs: number, lookup: LookupFunction): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connectTcp({ host, port, lookup });
    const timer = setTimeout(() => socket.destroy(timedOut(host, port, timeoutMs)), timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      done(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      fail(error);
    });
  });
}

function timedOut(host: string, port: number, timeoutMs: number): Error {
  return Object.assign(new Error(`No connection to ${host}:${port} within ${timeoutMs} ms.`), { code: 'ETIMEDOUT' });
}

function blockedMessage(host: string, address: string, range: string): string {
  const named = host === address || host === `[${address}]` ? host : `${host} (${address})`;
  return `${named} is a ${range} address, which may not be called; the setting for allowed hosts can permit it.`;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
