import { type FlowAction, type FlowTrigger, linked } from '@perdura/definition';
import type { PieceCatalogue } from '../../pieces/piece-catalogue.ts';
import { pieceFacts } from './piece-facts.ts';

test('a flow of a thousand unknown pieces asks for few of them at once, and for each one time', async () => {
  const steps = Array.from({ length: 1_000 }, (_, at): FlowAction => {
    const settings = { pieceName: `piece-${at}`, pieceVersion: '1.0.0', actionName: 'act', input: {} };
    return { ...{ name: `step_${at}`, type: 'PIECE', displayName: '', valid: true }, settings } as FlowAction;
  });
  const nextAction = linked(steps);
  const empty = { name: 'trigger', type: 'EMPTY', displayName: '', valid: true, settings: {} };
  const trigger = { ...empty, ...(nextAction && { nextAction }) } as FlowTrigger;
  let asked = 0;
  let underWay = 0;
  let most = 0;
  const pieces: PieceCatalogue = {
    async resolveVersion() {
      asked += 1;
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return null;
    },
    describe: async () => null,
  };
  const deps = { pieces, logger: { warn: () => undefined } };
  await pieceFacts(deps, trigger);
  const { lookup, versionOf } = await pieceFacts(deps, trigger);
  expect([asked, most]).toEqual([1_000, 8]);
  const named = { pieceName: 'piece-7', pieceVersion: '1.0.0' };
  expect([lookup(named), versionOf(named)]).toEqual([null, null]);
});
