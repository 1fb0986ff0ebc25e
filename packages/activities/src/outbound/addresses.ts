import ipaddr from 'ipaddr.js';

/** IPv6 prefix under which all global unicast addresses lie. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** NAT64 with the well-known prefix: stands for the IPv4 address in its last four bytes. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** Metadata and control services of clouds on addresses that are public by their range. */
const CLOUD_SERVICES = new Set(['168.63.129.16']);

/**
 * Says why a network address must not be called, or null when it is a public one. Only global unicast addresses pass;
 * an IPv6 form that carries an IPv4 address is judged by that.
 *
 * @param address an IPv4 or IPv6 address as a resolver or a socket gives it; a zone (`%eth0`) is ignored
 * @returns a short name of the range (`loopback`, `private`, `link-local` …)
 */
export function blockedRange(address: string): string | null {
  const plain = address.split('%', 1)[0] ?? '';
  if (!ipaddr.isValid(plain)) return 'unreadable';
  const parsed = ipaddr.parse(plain);
  return parsed.kind() === 'ipv4' ? blockedIPv4(parsed as ipaddr.IPv4) : blockedIPv6(parsed as ipaddr.IPv6);
}

/**
 * Reads a host as URLs write it: odd spellings of IPv4 addresses (`0x7f.1`, `2130706433`, `127.1`, full-width digits)
 * come out as the address that they mean.
 *
 * @returns the address, or the name in lower case without its last dot; null when it is no host at all
 */
export function readHost(host: string): { address: string } | { name: string } | null {
  // The URL parser would drop line breaks and tabs silently.
  if (/\s/.test(host)) return null;
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host.split('%', 1)[0]}]` : host;
  if (!URL.canParse(`http://${bracketed}/`)) return null;
  const url = new URL(`http://${bracketed}/`);
  if (url.port !== '' || url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return null;
  const name = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (ipaddr.isValid(name)) return { address: name };
  return name === '' ? null : { name };
}

function blockedIPv4(address: ipaddr.IPv4): string | null {
  if (CLOUD_SERVICES.has(address.toString())) return 'cloud service';
  const range = address.range();
  return range === 'unicast' ? null : readable(range);
}

function blockedIPv6(address: ipaddr.IPv6): string | null {
  if (address.isIPv4MappedAddress()) return blockedIPv4(address.toIPv4Address());
  if (address.match(NAT64)) return blockedIPv4(lastFourBytes(address));
  const range = address.range();
  if (range !== 'unicast') return readable(range);
  if (!address.match(GLOBAL_UNICAST)) return 'reserved';
  return isIsatap(address) ? blockedIPv4(lastFourBytes(address)) : null;
}

/** ISATAP interface identifiers (RFC 5214) tunnel to the IPv4 address in their last four bytes. */
function isIsatap(address: ipaddr.IPv6): boolean {
  return address.parts[5] === 0x5efe && ((address.parts[4] ?? 0) & ~0x0200) === 0;
}

function lastFourBytes(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

/** `carrierGradeNat` → `carrier grade nat`. */
function readable(range: string): string {
  return range.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
