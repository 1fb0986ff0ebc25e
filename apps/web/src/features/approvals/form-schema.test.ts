import { fieldsOf, formValue, initialTyped } from './form-schema.ts';

const FORM = {
  type: 'object',
  required: ['account', 'amount'],
  properties: {
    at: { type: 'string', format: 'date-time' },
    'a/b': { type: 'string', maxLength: 2_000, description: 'At length' },
    amount: { type: 'number', maximum: 100, title: 'Amount' },
    count: { type: 'integer', default: 3 },
    urgent: { type: 'boolean', default: true },
    account: { enum: ['main', 7] },
    extra: { type: 'array' },
  },
};

test('each property is a field of its kind, those that are required first and in their order', () => {
  expect(fieldsOf(FORM).map(({ pointer, kind }) => `${pointer} ${kind}`)).toEqual([
    '/form/account choice',
    '/form/amount number',
    '/form/at time',
    '/form/a~1b long',
    '/form/count number',
    '/form/urgent flag',
    '/form/extra json',
  ]);
});

test('fields begin with their defaults', () => {
  expect(initialTyped(fieldsOf(FORM))).toMatchObject({
    '/form/count': '3',
    '/form/urgent': 'true',
    '/form/amount': '',
  });
});

test('what was typed becomes a value of the right type, and empty fields are absent', () => {
  const typed = {
    '/form/account': '7',
    '/form/amount': '4.5',
    '/form/at': '2026-01-02T03:04Z',
    '/form/a~1b': '  ',
    '/form/count': '2',
    '/form/urgent': 'false',
    '/form/extra': '[1]',
  };
  expect(formValue(fieldsOf(FORM), typed)).toEqual({
    ...{ account: 7, amount: 4.5, at: '2026-01-02T03:04:00.000Z', count: 2, urgent: false, extra: [1] },
  });
});

test('what is no number or no JSON stays text, so that the schema refuses it', () => {
  const value = formValue(fieldsOf(FORM), { '/form/amount': 'much', '/form/extra': '[1' });
  expect(value).toMatchObject({ amount: 'much', extra: '[1' });
});

test('a form that is no object with properties is one field', () => {
  const fields = fieldsOf({ type: 'string', enum: ['a', 'b'] });
  expect(fields).toMatchObject([{ pointer: '/form', property: null, kind: 'choice' }]);
  expect(formValue(fields, { '/form': '"b"' })).toBe('b');
  expect(formValue(fields, {})).toBeNull();
});
