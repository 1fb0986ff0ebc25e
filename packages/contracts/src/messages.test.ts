import { message, negotiateLocale } from './messages.ts';

test.each([
  [undefined, 'zh-CN'],
  ['', 'zh-CN'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['fr', 'zh-CN'],
  ['fr, en;q=0.5', 'en'],
  ['en;q=0.5, zh;q=0.8', 'zh-CN'],
  ['en;q=0', 'zh-CN'],
  ['*', 'zh-CN'],
  ['zh-Hant-TW', 'zh-CN'],
  ['en;q=x,,;;', 'zh-CN'],
] as const)('Accept-Language "%s" is answered in %s', (header, locale) => {
  expect(negotiateLocale(header, 'zh-CN')).toBe(locale);
});

test('fills the places of a text', () => {
  expect(message('en', 'RUN_ENDED', { id: 'x', status: 'failed' })).toBe('Run x already ended as "failed".');
});
