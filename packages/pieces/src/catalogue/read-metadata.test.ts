import { propertyDefaults } from '@perdura/definition';
import fc from 'fast-check';
import { readMetadata } from './read-metadata.ts';

const PIECE = { name: 'piece', version: '1.0.0' };

test('keeps what a piece says, and knows what it does not say', () => {
  const props = { unit: { type: 'STATIC_DROPDOWN', displayName: 'Unit', required: true, defaultValue: 's', own: 1 } };
  const read = readMetadata(
    {
      displayName: 'Piece',
      authors: ['a', 1],
      auth: [{ type: 'SECRET_TEXT', displayName: 'Key', required: true }, { type: 'NONE' }],
      actions: { act: { displayName: 'Act', props, requireAuth: false }, other: {} },
      triggers: { came: { type: 'POLLING', sampleData: { a: 1 } } },
      contextInfo: { version: '2' },
    },
    PIECE,
  );
  expect(read).toMatchObject({
    ...PIECE,
    displayName: 'Piece',
    description: '',
    authors: ['a'],
    contextInfo: { version: '2' },
  });
  expect(read.auth.map(({ type }) => type)).toEqual(['SECRET_TEXT']);
  expect(read.actions.act).toMatchObject({ name: 'act', requireAuth: false, props });
  expect(read.actions.other).toMatchObject({ displayName: 'other', requireAuth: true, props: {} });
  expect(read.triggers.came).toMatchObject({ type: 'POLLING', testStrategy: 'TEST_FUNCTION', sampleData: { a: 1 } });
  expect(propertyDefaults(read.actions.act?.props ?? {})).toEqual({ unit: 's' });
});

test('finds how one signs in among the properties of an old piece, which needs no other connection', () => {
  const authentication = { type: 'OAUTH2', displayName: 'Sign in', required: true, authUrl: 'u', scope: ['s'] };
  const actions = {
    act: { props: { authentication, text: { type: 'SHORT_TEXT' } } },
    other: { props: { authentication } },
  };
  const read = readMetadata({ actions, triggers: {} }, PIECE);
  expect(read.auth).toEqual([authentication]);
  expect(read.actions.act?.requireAuth).toBe(false);
});

test('whatever a piece says, its metadata have their shape, or it is no piece', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.jsonValue({ maxDepth: 5 }), (actions, rest) => {
      const told = { ...Object(rest), actions, triggers: { came: rest } };
      const { auth, authors, categories, triggers, displayName } = readMetadata(
        JSON.parse(JSON.stringify(told)),
        PIECE,
      );
      expect([displayName, ...authors, ...categories].every((text) => typeof text === 'string')).toBe(true);
      expect(auth.every(({ type }) => typeof type === 'string')).toBe(true);
      expect(Object.values(triggers).every(({ props }) => typeof props === 'object')).toBe(true);
    }),
  );
  expect(() => readMetadata(null, PIECE)).toThrow('exports no piece');
  expect(() => readMetadata({ displayName: 'x' }, PIECE)).toThrow('exports no piece');
});
