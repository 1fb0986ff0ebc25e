import { definePiece, file, markdown } from '../define-piece.js';

/** @import { Trigger } from '../piece-context.ts' */

/** @type {Trigger} */
const manual = {
  name: 'manual_trigger',
  displayName: 'Manual Trigger',
  description: 'Starts the flow when somebody asks for it.',
  type: 'MANUAL',
  props: {
    markdown: markdown('Note', { description: 'The flow starts on demand, and not by itself.' }),
    file: file('File', { description: 'For the next step.' }),
  },
  sampleData: {},
  run: async () => [{}],
  test: async () => [{}],
};

export const manualTrigger = definePiece({
  name: 'manual-trigger',
  version: '0.0.5',
  displayName: 'Manual Trigger',
  description: 'Starts a flow by hand',
  logo: 'manual-trigger.svg',
  categories: ['CORE'],
  triggers: [manual],
});
