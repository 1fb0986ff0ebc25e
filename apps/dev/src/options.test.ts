import { OptionError, parseOptions } from './options.ts';

test('without options everything is left to the defaults', () => {
  expect(parseOptions([])).toEqual({ detach: false, stop: false, reset: false, ports: {} });
});

test('ports are read in both spellings', () => {
  expect(parseOptions(['--api-port', '9000', '--mailbox-port=9001', '--detach'])).toEqual({
    detach: true,
    stop: false,
    reset: false,
    ports: { api: 9000, mailbox: 9001 },
  });
});

test.each([
  [['--api-port', 'x'], /--api-port is "x"; expected a port number/],
  [['--api-port', '70000'], /--api-port is "70000"/],
  [['--api-port', '0'], /--api-port is "0"/],
  [['--api-port', '9000', '--smtp-port', '9000'], /--api-port and --smtp-port both ask for port 9000/],
  [['--frobnicate'], /--frobnicate.*See \.\/bin\/dev --help/],
  [['word'], /word/],
])('%j is refused with its place', (args, message) => {
  expect(() => parseOptions(args)).toThrow(OptionError);
  expect(() => parseOptions(args)).toThrow(message);
});
