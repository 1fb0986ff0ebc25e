import fc from 'fast-check';
import { chooseVersion, isNewerThanAll, isVersionSpec, newestVersion } from './piece-version.ts';

const WEBHOOK = ['0.1.29', '0.1.25'];

test.each([
  ['0.1.29', { version: '0.1.29', exact: true }],
  ['0.1.25', { version: '0.1.25', exact: true }],
  ['~0.1.3', { version: '0.1.29', exact: true }],
  ['^0.1.20', { version: '0.1.29', exact: true }],
  ['0.1.24', { version: '0.1.25', exact: false }],
  ['0.1.27', { version: '0.1.29', exact: false }],
  ['0.1.40', { version: '0.1.29', exact: false }],
  ['~0.1.40', { version: '0.1.29', exact: false }],
  ['0.2.0', null],
  ['1.1.25', null],
  ['no version', null],
])('%s among 0.1.25 and 0.1.29', (spec, chosen) => {
  expect(chooseVersion(spec, WEBHOOK)).toEqual(chosen);
});

test('the order of the versions does not matter', () => {
  const patches = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(patches, fc.nat(60), (all, patch) => {
      const versions = all.map((each) => `1.2.${each}`);
      const chosen = chooseVersion(`1.2.${patch}`, versions);
      expect(chooseVersion(`1.2.${patch}`, versions.toReversed())).toEqual(chosen);
      expect(chosen?.exact).toBe(all.includes(patch));
    }),
  );
});

test('a version for trial is the newest only where there is no other', () => {
  expect(newestVersion(['1.0.0', '2.0.0-beta.1'])).toBe('1.0.0');
  expect(newestVersion(['2.0.0-beta.1'])).toBe('2.0.0-beta.1');
  expect(newestVersion([])).toBeNull();
});

test('says what is newer than all that is known', () => {
  expect(isNewerThanAll('0.1.30', WEBHOOK)).toBe(true);
  expect(isNewerThanAll('~0.2.0', WEBHOOK)).toBe(true);
  expect(isNewerThanAll('0.1.24', WEBHOOK)).toBe(false);
  expect(isNewerThanAll('^0.1.2', WEBHOOK)).toBe(false);
  expect(isNewerThanAll('1.0.0', [])).toBe(true);
});

test('understands ranges, and no tags', () => {
  expect(['1.2.3', '~1.2.3', '^1.2.3'].every(isVersionSpec)).toBe(true);
  expect(isVersionSpec('latest')).toBe(false);
});
