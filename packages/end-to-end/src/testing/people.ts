import type { Stack } from './stack.ts';

/** Makes a user of the project and answers the id. */
export async function addUser(
  stack: Stack,
  user: { email: string; name: string; locale?: 'en' | 'zh-CN' },
): Promise<string> {
  const answer = await stack.call<{ id: string }>('POST', '/v1/users', { body: user });
  if (answer.status !== 201) throw new Error(`A user was refused: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

/** The address of the user whose key the stack has. */
export async function ownAddress(stack: Stack): Promise<string> {
  const { body } = await stack.call<{ user: { email: string } }>('GET', '/v1/me');
  return body.user.email;
}
