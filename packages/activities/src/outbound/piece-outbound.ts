import type { PieceOutbound } from '@perdura/pieces';
import { blockedRange } from './addresses.ts';
import { type HostPatterns, hostPatterns } from './host-patterns.ts';

/**
 * Which addresses pieces may call: those that all calls of the platform may reach, and the platform's own API. Who knows
 * the secret of a connection that is bound to hosts may call these alone.
 *
 * @param allowHosts hosts that may be called although their addresses are not public
 * @param apiUrls addresses of the API
 */
export function pieceOutbound(allowHosts: readonly string[], apiUrls: readonly string[]): PieceOutbound {
  const own = hostPatterns(apiUrls.map(hostOf));
  const allowed = hostPatterns([...allowHosts, ...apiUrls.map(hostOf)]);
  return {
    refusal(address, port, names, boundTo) {
      const isAmong = (hosts: HostPatterns) => [address, ...names].some((host) => hosts.matches(host, port));
      const bound = hostPatterns(boundTo);
      if (!bound.empty && !isAmong(bound) && !isAmong(own)) return unbound(names[0] ?? address, boundTo);
      const range = blockedRange(address);
      if (range === null || isAmong(allowed)) return null;
      const shown = names[0] === undefined ? address : `${names[0]} (${address})`;
      return `${shown} is a ${range} address, which may not be called; the setting for allowed hosts can permit it.`;
    },
  };
}

function unbound(host: string, boundTo: readonly string[]): string {
  return `A connection of this step may not be used with ${host}; it allows ${boundTo.join(', ')}.`;
}

/** Host and port of an address, as lists of hosts write them. */
function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
