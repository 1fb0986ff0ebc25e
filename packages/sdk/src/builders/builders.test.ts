import { flow } from './flow.ts';
import { code, otherwise, piece, respond, schedule, webhook, when } from './flow-steps.ts';
import { workflow } from './workflow.ts';

test('a flow is one document, with a name for each step', () => {
  const orders = flow('Orders')
    .trigger(webhook())
    .step(code('export const code = async () => 1;', { displayName: 'Count', retryOnFailure: true }))
    .loop(
      '{{trigger.body.lines}}',
      (round) => round.step(code('x', { name: 'price', input: { a: '{{lines.item}}' } })),
      {
        name: 'lines',
      },
    )
    .router([
      when('Large', { firstValue: '{{step_1}}', operator: 'NUMBER_IS_GREATER_THAN', secondValue: 100 }, (large) =>
        large.step(piece({ pieceName: 'p', pieceVersion: '1.0.0', actionName: 'tell' })).step(respond()),
      ),
      otherwise(() => undefined),
    ]);
  const { displayName, trigger } = orders.build();
  expect(displayName).toBe('Orders');
  expect(trigger).toMatchObject({ name: 'trigger', type: 'PIECE_TRIGGER', settings: { triggerName: 'catch_webhook' } });
  const first = trigger.nextAction;
  expect(first).toMatchObject({ name: 'step_1', type: 'CODE', displayName: 'Count' });
  expect(first?.settings).toMatchObject({ errorHandlingOptions: { retryOnFailure: { value: true } } });
  const loop = first?.nextAction;
  expect(loop).toMatchObject({ name: 'lines', type: 'LOOP_ON_ITEMS', firstLoopAction: { name: 'price' } });
  const router = loop?.nextAction;
  expect(router).toMatchObject({
    name: 'step_2',
    settings: { executionType: 'EXECUTE_FIRST_MATCH', branches: [{ conditions: [[{}]] }, { branchType: 'FALLBACK' }] },
    children: [{ name: 'step_3', nextAction: { name: 'step_4', settings: { input: { respond: 'stop' } } } }, null],
  });
  expect(orders.toOperation()).toEqual({ type: 'IMPORT_FLOW', request: orders.build() });
});

test('a flow without a trigger or steps is one too; two steps of one name are none', () => {
  expect(flow('Empty').build().trigger).toMatchObject({ type: 'EMPTY', valid: false });
  expect(flow('Daily').trigger(schedule('0 8 * * *')).build().trigger.settings).toMatchObject({
    input: { cronExpression: '0 8 * * *', timezone: 'UTC' },
  });
  const named =
    (...names: string[]) =>
    () =>
      names.reduce((made, name) => made.step(code('x', { name })), flow('F')).build();
  expect(named('a', 'a')).toThrow('Two steps are called "a"');
  expect(named('1a')).toThrow('expected letters, digits and underscores');
  expect(named('trigger')).toThrow('cannot be called "trigger"');
  expect(named('step_1', 'b')().trigger.nextAction).toMatchObject({ name: 'step_1', nextAction: { name: 'b' } });
});

test('a workflow knows its nodes when edges are drawn', () => {
  const base = workflow('Inspection', { tags: ['iot'] }).node('read', 'tool-call', { tool: 'iot_read' });
  const made = base
    .trigger({ type: 'cron', schedule: '0 8 * * *' })
    .node('hot', 'condition', { expression: 'read.result.value > 30' }, { name: 'Hot?' })
    .node('mail', 'email-send', { to: 'a@b.c', subject: 'Hot', body: '{{read.result}}' })
    .chain('read', 'hot')
    .edge('hot', 'mail', 'true');
  expect(made.build()).toMatchObject({
    name: 'Inspection',
    tags: ['iot'],
    trigger: { type: 'cron' },
    nodes: [{ id: 'read' }, { id: 'hot', name: 'Hot?' }, { id: 'mail', type: 'email-send' }],
    edges: [
      { from: 'read', to: 'hot' },
      { from: 'hot', to: 'mail', condition: 'true' },
    ],
  });
  expect(base.build().nodes).toHaveLength(1);
  expect(base.body()).toEqual({ nodes: base.build().nodes, edges: [] });
  expect(() => base.node('read', 'delay', { seconds: 1 })).toThrow('Two nodes are called "read"');
});
