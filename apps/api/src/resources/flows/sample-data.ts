import type { FlowSampleType, FlowVersionRow, VersionedFlow } from '@perdura/database';
import { type FlowStep, findStep, type JsonValue, type SampleDataInfo, wireId } from '@perdura/definition';
import { ApiError, notFound } from '../../api-error.ts';
import { currentFlow, editFlow, operateFlow } from './edit-flow.ts';
import type { FlowContext } from './flow-context.ts';

export interface GivenSample {
  stepName: string;
  payload: JsonValue;
  type: FlowSampleType;
}

/**
 * Keeps what a step was given or answered, and notes it with the step in the flow's draft, which is made if need be.
 *
 * @throws {ApiError} FLOW_NOT_FOUND, FLOW_OPERATION_INVALID for a step that there is not
 */
export async function saveSample(context: FlowContext, flowId: string, sample: GivenSample): Promise<VersionedFlow> {
  const { database, actor } = context;
  const current = await currentFlow(context, actor.projectId, flowId);
  stepOf(current.version, sample.stepName);
  // A sample belongs to the draft that its step is noted in.
  const { version } =
    current.version.state === 'DRAFT' ? current : await editFlow(context, flowId, (content) => content);
  const kept = await database.flowSamples.put(actor.projectId, { flowId, versionId: version.id, ...sample });
  if (kept === null) throw notFound('FLOW_NOT_FOUND', wireId(flowId));
  const { sampleData: before } = stepOf(version, sample.stepName).settings as { sampleData?: SampleDataInfo };
  const field = sample.type === 'INPUT' ? 'sampleDataInputFileId' : 'sampleDataFileId';
  const sampleDataSettings = { ...before, [field]: wireId(kept) };
  return await operateFlow(context, flowId, {
    type: 'UPDATE_SAMPLE_DATA_INFO',
    request: { stepName: sample.stepName, sampleDataSettings },
  });
}

/** @throws {ApiError} FLOW_OPERATION_INVALID */
function stepOf({ trigger }: FlowVersionRow, stepName: string): FlowStep {
  const step = findStep(trigger, stepName);
  if (step !== null) return step;
  const message = `the flow has no step named ${JSON.stringify(stepName)}`;
  throw new ApiError('FLOW_OPERATION_INVALID', { faults: [{ pointer: '/request/stepName', message }] });
}
