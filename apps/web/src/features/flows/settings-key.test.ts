import { settingsKey } from './settings-key.ts';

const sourceCode = { packageJson: '{}', code: 'export const code = () => 1;' };

test('settings are the same in whatever order their names come, and others where a value differs', () => {
  const key = settingsKey({ settings: { sourceCode, input: { a: [1, 2], b: null } } });
  const turned = { input: { b: null, a: [1, 2] }, sourceCode: { code: sourceCode.code, packageJson: '{}' } };
  expect(settingsKey({ settings: turned })).toBe(key);
  expect(settingsKey({ settings: { ...turned, input: { b: null, a: [2, 1] } } })).not.toBe(key);
});
