import { flowOfTemplate } from './template-json.ts';

const TRIGGER = { type: 'EMPTY', name: 'trigger' };

test.each([
  ['a template', { name: 'Orders', flows: [{ displayName: 'Orders', trigger: TRIGGER }] }],
  ['an older template', { name: 'Orders', template: { trigger: TRIGGER } }],
  ['what the API imports', { displayName: 'Orders', trigger: TRIGGER }],
  ['a flow', { id: '1', version: { displayName: 'Orders', trigger: TRIGGER } }],
])('%s is read', (_what, value) => {
  expect(flowOfTemplate(value)).toMatchObject({ displayName: 'Orders', trigger: TRIGGER });
});

test.each([{ flows: [] }, [], null, { trigger: 'none' }])('%j holds no flow', (value) => {
  expect(flowOfTemplate(value)).toBeNull();
});
