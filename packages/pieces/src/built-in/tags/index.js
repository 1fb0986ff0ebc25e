import { definePiece, shortText } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

/** @type {Action} */
const addTag = {
  name: 'add_tag',
  displayName: 'Add Tag',
  description: 'Gives this run a tag, by which it can be found.',
  props: { name: shortText('Tag Name', { required: true }) },
  async run({ propsValue: { name }, tags }) {
    await tags.add({ name: String(name) });
    return { success: true };
  },
};

export const tags = definePiece({
  name: 'tags',
  version: '0.1.4',
  displayName: 'Tags',
  description: 'Gives runs tags',
  logo: 'tags.svg',
  categories: ['CORE'],
  actions: [addTag],
});
