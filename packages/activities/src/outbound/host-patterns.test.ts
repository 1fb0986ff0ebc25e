import { hostPatterns } from './host-patterns.ts';

test.each([
  ['localhost', 'localhost', 80, true],
  ['localhost', 'LOCALHOST.', 80, true],
  ['localhost', 'a.localhost', 80, false],
  ['localhost:8080', 'localhost', 8080, true],
  ['localhost:8080', 'localhost', 80, false],
  ['127.0.0.1', '127.0.0.1', 9, true],
  ['127.0.0.1', '2130706433', 9, true],
  ['127.0.0.1', '::ffff:127.0.0.1', 9, true],
  ['127.0.0.1', '127.0.0.2', 9, false],
  ['127.0.0.1', 'localhost', 9, false],
  ['127.0.0.1:25', '127.0.0.1', 25, true],
  ['127.0.0.1:25', '127.0.0.1', 26, false],
  ['127.0.0.1:*', '127.0.0.1', 26, true],
  ['::1', '[::1]', 80, true],
  ['[::1]', '::1', 80, true],
  ['[::1]:443', '::1', 443, true],
  ['[::1]:443', '::1', 80, false],
  ['10.0.0.0/8', '10.9.8.7', 80, true],
  ['10.0.0.0/8', '11.0.0.1', 80, false],
  ['fd00::/8', 'fd12::1', 80, true],
  ['*.example.com', 'api.example.com', 443, true],
  ['*.example.com', 'a.b.example.com', 443, true],
  ['*.example.com', 'example.com', 443, false],
  ['*.example.com', 'evil-example.com', 443, false],
  ['*.example.com:443', 'api.example.com', 80, false],
  ['api.example.com', 'api.example.com.evil.org', 443, false],
  ['*', 'anything.example', 1, true],
  ['', 'anything.example', 1, false],
] as const)('%j covers %s on %i: %s', (entry, host, port, expected) => {
  expect(hostPatterns([entry]).matches(host, port)).toBe(expected);
});

test('an empty list says so and covers nothing', () => {
  expect(hostPatterns([' ']).empty).toBe(true);
  expect(hostPatterns([]).matches('localhost', 80)).toBe(false);
});

test.each(['http://x', 'a b', '10.0.0.0/99', 'x:y:z:'])('%j is refused by name', (entry) => {
  expect(() => hostPatterns([entry])).toThrow(entry);
});
