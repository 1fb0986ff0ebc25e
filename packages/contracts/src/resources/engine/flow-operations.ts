import { flowActionSchema, flowTriggerSchema, routerConditionsSchema, STEP_LOCATIONS } from '@perdura/definition';
import { z } from 'zod';
import { betweenFields, fault, jsonObject, jsonValue, title } from '../../fields.ts';
import { pascalCase } from '../../pascal-case.ts';
import { givenId } from './engine-fields.ts';

/** Whether a flow takes what would start it. */
export const FLOW_STATES = ['ENABLED', 'DISABLED'] as const;

const TITLE_LENGTH = 1_000;

const stepName = z.string().max(200).meta({ example: 'step_1' });
const branchIndex = z.int().min(0).max(1_000).meta({ description: 'Position of the branch, from 0' });
const status = z.enum(FLOW_STATES);
const location = z.enum(STEP_LOCATIONS).nullish().transform(present);
const atBranch = branchIndex.nullish().transform(present);
const step = (description: string) => ({ description: `${description}; unknown keys are passed over` });

const note = z.object({
  id: z.string().min(1).max(100).nullish().transform(present),
  content: z.string().max(20_000).nullish().transform(present),
  color: z.string().max(50).nullish().transform(present),
  position: z.object({ x: z.number(), y: z.number() }).nullish().transform(present),
  size: z.object({ width: z.number(), height: z.number() }).nullish().transform(present),
  ownerId: z.string().max(100).nullish(),
});

const sampleDataSettings = z
  .object({
    sampleDataFileId: z.string().max(100).nullish().transform(present),
    sampleDataInputFileId: z.string().max(100).nullish().transform(present),
  })
  .nullish();

/** Older clients delete one step at a time. */
const deletedSteps = z
  .object({
    names: z.array(stepName).max(1_000).nullish().transform(present),
    name: stepName.nullish().transform(present),
  })
  .check(
    betweenFields(({ names, name }) =>
      names === undefined && name === undefined ? [fault('missingField', {}, ['names'])] : [],
    ),
  )
  .transform(({ names, name }) => ({ names: names ?? (name === undefined ? [] : [name]) }));

/** What each operation asks for. */
const REQUESTS = {
  LOCK_AND_PUBLISH: z.object({ status: status.nullish() }).nullish(),
  CHANGE_STATUS: z.object({ status }),
  LOCK_FLOW: z.object({}).nullish(),
  USE_AS_DRAFT: z.object({ versionId: givenId('A version of the flow') }),
  CHANGE_FOLDER: z.object({ folderId: givenId('A folder; null for none').nullish() }),
  CHANGE_NAME: z.object({ displayName: title(TITLE_LENGTH) }),
  IMPORT_FLOW: z.object({
    displayName: title(TITLE_LENGTH),
    trigger: flowTriggerSchema.meta(step('The trigger with all steps behind it')),
    schemaVersion: z.string().max(100).nullish(),
    notes: z.array(note).max(500).nullish(),
  }),
  UPDATE_TRIGGER: flowTriggerSchema.meta(step('A trigger; the steps behind the one before stay')),
  ADD_ACTION: z.object({
    parentStep: stepName,
    stepLocationRelativeToParent: location,
    branchIndex: atBranch,
    action: flowActionSchema.meta(step('An action')),
  }),
  UPDATE_ACTION: flowActionSchema.meta(step('An action, by its name; what it holds and what follows it stay')),
  DELETE_ACTION: deletedSteps,
  MOVE_ACTION: z.object({
    name: stepName,
    newParentStep: stepName,
    stepLocationRelativeToNewParent: location,
    branchIndex: atBranch,
  }),
  DUPLICATE_ACTION: z.object({ stepName }),
  SET_SKIP_ACTION: z.object({ names: z.array(stepName).max(1_000), skip: z.boolean() }),
  ADD_BRANCH: z.object({
    stepName,
    branchIndex: atBranch,
    branchName: z.string().max(TITLE_LENGTH),
    conditions: routerConditionsSchema.nullish().transform(present),
  }),
  DELETE_BRANCH: z.object({ stepName, branchIndex }),
  DUPLICATE_BRANCH: z.object({ stepName, branchIndex }),
  MOVE_BRANCH: z.object({ stepName, sourceBranchIndex: branchIndex, targetBranchIndex: branchIndex }),
  SAVE_SAMPLE_DATA: z.object({
    stepName,
    payload: jsonValue.optional(),
    type: z.enum(['INPUT', 'OUTPUT']).default('OUTPUT'),
  }),
  UPDATE_SAMPLE_DATA_INFO: z.object({ stepName, sampleDataSettings }),
  UPDATE_METADATA: z.object({ metadata: jsonObject.nullish() }),
  UPDATE_MINUTES_SAVED: z.object({ timeSavedPerRun: z.number().min(0).max(1_000_000).nullish() }),
  UPDATE_OWNER: z.object({ ownerId: givenId('A member of the project') }),
  ADD_NOTE: note,
  UPDATE_NOTE: note.extend({ id: z.string().min(1).max(100) }),
  DELETE_NOTE: z.object({ id: z.string().max(100) }),
} as const;

/** One operation on a flow. */
export const flowOperation = z
  .discriminatedUnion('type', [
    operation('LOCK_AND_PUBLISH'),
    operation('CHANGE_STATUS'),
    operation('LOCK_FLOW'),
    operation('USE_AS_DRAFT'),
    operation('CHANGE_FOLDER'),
    operation('CHANGE_NAME'),
    operation('IMPORT_FLOW'),
    operation('UPDATE_TRIGGER'),
    operation('ADD_ACTION'),
    operation('UPDATE_ACTION'),
    operation('DELETE_ACTION'),
    operation('MOVE_ACTION'),
    operation('DUPLICATE_ACTION'),
    operation('SET_SKIP_ACTION'),
    operation('ADD_BRANCH'),
    operation('DELETE_BRANCH'),
    operation('DUPLICATE_BRANCH'),
    operation('MOVE_BRANCH'),
    operation('SAVE_SAMPLE_DATA'),
    operation('UPDATE_SAMPLE_DATA_INFO'),
    operation('UPDATE_METADATA'),
    operation('UPDATE_MINUTES_SAVED'),
    operation('UPDATE_OWNER'),
    operation('ADD_NOTE'),
    operation('UPDATE_NOTE'),
    operation('DELETE_NOTE'),
  ])
  .meta({
    id: 'FlowOperation',
    example: {
      type: 'ADD_ACTION',
      request: {
        parentStep: 'trigger',
        action: {
          name: 'step_1',
          type: 'CODE',
          displayName: 'Greet',
          settings: { sourceCode: { code: 'export const code = async () => "hello";', packageJson: '{}' }, input: {} },
        },
      },
    },
  });

export type FlowOperationBody = z.output<typeof flowOperation>;

function operation<Type extends keyof typeof REQUESTS>(type: Type) {
  return z.object({ type: z.literal(type), request: REQUESTS[type] }).meta({ id: pascalCase(type, 'operation') });
}

/** Null stands for absence in what clients send. */
function present<Value>(value: Value | null | undefined): Value | undefined {
  return value ?? undefined;
}
