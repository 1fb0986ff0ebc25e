import { UnstorableText } from '@perdura/database';
import { toApiError } from './problem-document.ts';

test('says in the caller’s language that a text cannot be stored', () => {
  const { code, faults } = toApiError(new UnstorableText('the trigger'), 'zh-CN');
  expect({ code, faults }).toEqual({
    code: 'VALIDATION_FAILED',
    faults: [{ pointer: '', message: '文本含有 NUL 字符或不完整的代理对,无法存储' }],
  });
});
