import type { PieceOutbound } from '@perdura/pieces';
import { blockedRange } from './addresses.ts';
import { hostPatterns } from './host-patterns.ts';

/**
 * Which addresses pieces may call: those that all calls of the platform may reach, and the platform's own API.
 *
 * @param allowHosts hosts that may be called although their addresses are not public
 * @param apiUrls addresses of the API
 */
export function pieceOutbound(allowHosts: readonly string[], apiUrls: readonly string[]): PieceOutbound {
  const allowed = hostPatterns([...allowHosts, ...apiUrls.map(hostOf)]);
  return {
    refusal(address, port, names) {
      const range = blockedRange(address);
      if (range === null || [address, ...names].some((host) => allowed.matches(host, port))) return null;
      const shown = names[0] === undefined ? address : `${names[0]} (${address})`;
      return `${shown} is a ${range} address, which may not be called; the setting for allowed hosts can permit it.`;
    },
  };
}

/** Host and port of an address, as lists of hosts write them. */
function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
