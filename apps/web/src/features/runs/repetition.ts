import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { isRecord } from '../../lib/nested-nodes.ts';
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

/**
 * The JSON value that somebody wrote.
 *
 * @throws Error with a text for the reader when it is none
 */
export function writtenJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(t('notJson'));
  }
}

/**
 * The JSON object that somebody wrote; undefined for nothing.
 *
 * @throws Error with a text for the reader when it is another value
 */
export function writtenObject(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return undefined;
  const value = writtenJson(text);
  if (!isRecord(value)) throw new Error(t('needsObject'));
  return value;
}
