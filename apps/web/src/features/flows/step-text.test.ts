import { settingsKey, stepOfText, textOfStep } from './step-text.ts';

const CODE = {
  ...({ name: 'step_1', type: 'CODE', displayName: 'Double', valid: true, skip: false } as const),
  settings: { sourceCode: { packageJson: '{}', code: 'export const code = () => 1;' }, input: { a: [1, 2], b: null } },
};

test('code is edited by itself, and put back where it was', () => {
  const text = textOfStep(CODE);
  expect(text.code).toBe(CODE.settings.sourceCode.code);
  expect(text.settings).not.toContain('export const');
  expect(stepOfText(CODE, text)).toMatchObject({ name: 'step_1', settings: CODE.settings });
});

test('settings are the same in whatever order their names come, and others where a value differs', () => {
  const { input, sourceCode } = CODE.settings;
  const { packageJson, code } = sourceCode;
  const turned = { input: { b: input.b, a: input.a }, sourceCode: { code, packageJson } };
  expect(settingsKey({ settings: turned })).toBe(settingsKey(CODE));
  const changed = { ...turned, input: { ...input, a: [2, 1] } };
  expect(settingsKey({ settings: changed })).not.toBe(settingsKey(CODE));
});
