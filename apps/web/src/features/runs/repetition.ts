import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { callApi } from '../../lib/api-client.ts';
import { queryClient } from '../../lib/queries.ts';
import { useRequestKey } from '../../lib/request-key.ts';

/** Makes the run that repeats another one, and leads to its page. */
export function useRepetition(runId: string, action: 'retry' | 'rerun', bodyOf: () => object, onDone: () => void) {
  const navigate = useNavigate();
  const keyOf = useRequestKey();
  return useMutation({
    mutationFn: () => {
      const body = bodyOf();
      return callApi<{ runId: string }>('POST', `/v1/runs/${runId}/${action}`, body, keyOf(body));
    },
    onSuccess: async (started) => {
      onDone();
      await queryClient.invalidateQueries({ queryKey: ['run', runId, 'lineage'] });
      await navigate({ to: '/runs/$runId', params: { runId: started.runId } });
    },
  });
}
