/** Fails at its only node. */
export function failing() {
  return {
    name: 'Sure to fail',
    description: 'Reads a field of what is not there',
    nodes: [{ id: 'broken', type: 'condition', config: { expression: '[1].map((x) => x.no.field)' } }],
    edges: [],
  };
}

/** Each invoice is approved by itself; a check parks until the ledger is open. */
export function payments(approver: string) {
  const form = {
    type: 'object',
    required: ['amount'],
    properties: { amount: { type: 'number', maximum: 100, title: 'Amount' } },
  };
  const approval = {
    approvers: [approver],
    allowSelf: true,
    message: 'Pay invoice {{ item.id }}?',
    timeout: 'P30D',
    form,
  };
  const body = {
    nodes: [
      nodeOf('ask', 'approval', approval),
      nodeOf('pay', 'transform', { expression: '({ paid: item.id })' }),
      nodeOf('refuse', 'transform', { expression: '({ refused: item.id })' }),
    ],
    edges: [
      { from: 'ask', to: 'pay', condition: 'approved' },
      { from: 'ask', to: 'refuse', condition: 'rejected' },
    ],
  };
  const code =
    'console.log("looking at the ledger"); if (!input.isOpen) throw new Error("the ledger is closed"); return 1;';
  return {
    name: 'Payments',
    nodes: [
      nodeOf('each', 'for-each', { items: 'trigger.data.invoices', concurrency: 5, body }),
      { ...nodeOf('check', 'code', { code, input: '{{ trigger.data }}' }), onError: 'park', retry: { attempts: 1 } },
      nodeOf('answer', 'respond', { body: { invoices: '{{ each.result }}' } }),
    ],
    edges: [
      { from: 'each', to: 'answer' },
      { from: 'check', to: 'answer' },
    ],
  };
}

/** A loop of 45 rounds of which one fails. */
export function manyRounds() {
  const double = nodeOf('double', 'transform', { expression: 'index === 7 ? null.no : index * 2' });
  const config = {
    items: 'Array.from({ length: 45 }, (_, at) => at)',
    onItemError: 'continue',
    body: { nodes: [double], edges: [] },
  };
  return { name: 'Many rounds', nodes: [nodeOf('all', 'for-each', config)], edges: [] };
}

/** Undoes a booking, since what follows it fails. */
export function undone() {
  const compensate = { type: 'code', config: { code: 'return "gave it back"' } };
  return {
    name: 'Undone',
    nodes: [
      { ...nodeOf('book', 'code', { code: 'return "booked"' }), compensate },
      nodeOf('stop', 'fail', { message: 'The house is full', code: 'NO_ROOM' }),
    ],
    edges: [{ from: 'book', to: 'stop' }],
  };
}

export function nodeOf(id: string, type: string, config: object) {
  return { id, type, config };
}
