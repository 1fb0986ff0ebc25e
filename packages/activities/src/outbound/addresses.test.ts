import { blockedRange, readHost } from './addresses.ts';

const BLOCKED: Record<string, string> = {
  '127.0.0.1': 'loopback',
  '127.1.2.3': 'loopback',
  '127.255.255.254': 'loopback',
  '::1': 'loopback',
  '0:0:0:0:0:0:0:1': 'loopback',
  '10.0.0.0': 'private',
  '10.0.0.1': 'private',
  '10.255.255.255': 'private',
  '172.16.0.1': 'private',
  '172.31.255.255': 'private',
  '192.168.0.1': 'private',
  '192.168.255.255': 'private',
  '169.254.0.1': 'link local',
  '169.254.169.254': 'link local',
  '169.254.170.2': 'link local',
  '100.64.0.1': 'carrier grade nat',
  '100.100.100.200': 'carrier grade nat',
  '100.127.255.255': 'carrier grade nat',
  '0.0.0.0': 'unspecified',
  '0.1.2.3': 'unspecified',
  '224.0.0.1': 'multicast',
  '239.255.255.255': 'multicast',
  '255.255.255.255': 'broadcast',
  '240.0.0.1': 'reserved',
  '254.255.255.255': 'reserved',
  '192.0.0.1': 'reserved',
  '192.0.0.192': 'reserved',
  '192.0.2.1': 'reserved',
  '192.88.99.1': 'reserved',
  '198.18.0.1': 'reserved',
  '198.19.255.255': 'reserved',
  '198.51.100.7': 'reserved',
  '203.0.113.7': 'reserved',
  '192.52.193.1': 'amt',
  '192.31.196.1': 'as112',
  '168.63.129.16': 'cloud service',
  '::': 'unspecified',
  'fe80::1': 'link local',
  'fe80::1%eth0': 'link local',
  'febf::1': 'link local',
  'fc00::1': 'unique local',
  'fd00::1': 'unique local',
  'fd00:ec2::254': 'unique local',
  'fd20:ce::254': 'unique local',
  'fec0::1': 'deprecated site local',
  'ff02::1': 'multicast',
  'ff0e::1': 'multicast',
  '100::1': 'discard',
  '2001:db8::1': 'reserved',
  '3fff::1': 'reserved',
  '2001::1': 'teredo',
  '2001:2::1': 'benchmarking',
  '2001:20::1': 'orchid2',
  '2002:7f00:1::1': '6to4',
  '2002:a00:1::1': '6to4',
  '2002:808:808::1': '6to4',
  '::ffff:127.0.0.1': 'loopback',
  '::ffff:7f00:1': 'loopback',
  '::ffff:10.0.0.1': 'private',
  '::ffff:a9fe:a9fe': 'link local',
  '::ffff:0:0': 'unspecified',
  '::7f00:1': 'reserved',
  '::808:808': 'reserved',
  '64:ff9b::7f00:1': 'loopback',
  '64:ff9b::a00:1': 'private',
  '64:ff9b::a9fe:a9fe': 'link local',
  '64:ff9b:1::1': 'rfc6052',
  '::ffff:0:7f00:1': 'rfc6145',
  '5f00::1': 'segment routing',
  '4000::1': 'reserved',
  '2a00:1450::5efe:10.0.0.1': 'private',
  '2a00:1450::200:5efe:7f00:1': 'loopback',
  'not an address': 'unreadable',
  '': 'unreadable',
  '1.2.3.4.5': 'unreadable',
};

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
];

test.each(Object.entries(BLOCKED))('%s is refused as %s', (address, range) => {
  expect(blockedRange(address)).toBe(range);
});

test.each(PUBLIC)('%s may be called', (address) => {
  expect(blockedRange(address)).toBeNull();
});

const SPELLINGS: Record<string, string> = {
  '0x7f.1': '127.0.0.1',
  '0x7f000001': '127.0.0.1',
  '2130706433': '127.0.0.1',
  '017700000001': '127.0.0.1',
  '127.1': '127.0.0.1',
  '127.0.1': '127.0.0.1',
  '0177.0.0.01': '127.0.0.1',
  '127.0.0.1.': '127.0.0.1',
  '0': '0.0.0.0',
  '0x0a000001': '10.0.0.1',
  '0xA9FEA9FE': '169.254.169.254',
  '2852039166': '169.254.169.254',
  '１２７.0.0.1': '127.0.0.1',
  '127。0。0。1': '127.0.0.1',
  '①②⑦.0.0.1': '127.0.0.1',
  '%31%32%37.0.0.1': '127.0.0.1',
  '[::1]': '::1',
  '::1': '::1',
  '[::ffff:127.0.0.1]': '::ffff:7f00:1',
  '[0:0:0:0:0:ffff:7f00:1]': '::ffff:7f00:1',
  'fe80::1%eth0': 'fe80::1',
};

test.each(Object.entries(SPELLINGS))('the host %s means %s, which is refused', (spelling, address) => {
  expect(readHost(spelling)).toEqual({ address });
  expect(blockedRange(address)).not.toBeNull();
});

test('names come out in lower case, without their last dot', () => {
  expect(readHost('API.Example.COM.')).toEqual({ name: 'api.example.com' });
  expect(readHost('localhost')).toEqual({ name: 'localhost' });
  expect(readHost('bücher.example')).toEqual({ name: 'xn--bcher-kva.example' });
});

test.each(['', 'a b', 'host/path', 'user@host', 'host:80', 'host?x', 'host#x', '1.2.3.400', '[::1', 'a\nb'])(
  '%j is no host',
  (text) => {
    expect(readHost(text)).toBeNull();
  },
);
