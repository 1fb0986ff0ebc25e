import { useMutation } from '@tanstack/react-query';
import { callApi } from '../../lib/api-client.ts';
import { queryClient } from '../../lib/queries.ts';
import type { Approval } from '../../lib/resources.ts';

/** One thing that can be done with a task: the last part of its address, and what is sent there. */
export interface TaskCommand {
  verb: 'decide' | 'delegate' | 'comments' | 'deadline' | 'cancel';
  body: object;
}

/** Does things with a task; also after a refusal the task is read again, since it is another than was shown. */
export function useTaskCommand(id: string) {
  return useMutation({
    mutationFn: ({ verb, body }: TaskCommand) => callApi<Approval>('POST', `/v1/approvals/${id}/${verb}`, body),
    onSuccess: (task) => queryClient.setQueryData(['approval', id], task),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['approval', id] });
      await queryClient.invalidateQueries({ queryKey: ['approvals'] });
    },
  });
}

export type TaskCommands = ReturnType<typeof useTaskCommand>;
