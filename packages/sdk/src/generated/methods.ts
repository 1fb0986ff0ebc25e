// Generated from the OpenAPI document by `pnpm --filter @perdura/sdk openapi:write`; do not edit.

import { ApiResource, type AnswerOf, type BodyOf, type CallOptions, type IfMatch, type QueryOf } from '../resource.ts';
import type { PagedList } from '../paging.ts';
import type { AcceptedBackfill, AcceptedRunOperation, AcceptedUserInvitation, ApiKeyList, ApiKeyRotation, AppConnection, AppConnectionChange, AppConnectionOwnerPage, AppConnectionPage, Approval, ApprovalDeadline, ApprovalDelegation, ApprovalList, AuditEntryList, AuthorizationUrl, Backfill, BulkItemList, BulkJob, BulkJobList, BulkJobSummary, BulkRequest, BulkTotal, Channel, ChannelChange, ChannelList, ChannelMessageList, ChannelSecret, ChannelWithSecret, Connection, ConnectionChange, ConnectionList, CreatedApiKey, CreatedSubscription, CreatedTableWebhook, CurrentProject, Delivery, DeliveryList, Draft, DraftBody, DraftPublication, EndedRun, EventTypes, ExportedTable, Flow, FlowFolder, FlowFolderChange, FlowFolderPage, FlowOperation, FlowPage, FlowRun, FlowRunCounts, FlowRunPage, FlowRunResumed, FlowRunWithSteps, FlowRunsChosen, FlowTemplate, FlowVersionPage, FlowWebhookAccepted, Group, GroupList, GroupMembers, Health, ImportedRecords, Label, LabelList, LabelTarget, McpServer, McpServerChange, Me, Member, MemberChange, MemberList, NewApiKey, NewAppConnection, NewApprovalComment, NewApprovalDecision, NewAuthorizationUrl, NewChannel, NewConnection, NewFlow, NewFlowFolder, NewMcpServer, NewProject, NewSavedSearch, NewSubscription, NewTable, NewTableField, NewTableRecords, NewTableWebhook, NewTool, NewTriggerEvent, NewUser, NewUserInvitation, NewVariable, PasswordChange, PasswordChanged, PasswordReset, PasswordResetRequest, Piece, PieceList, PieceOptions, PieceOptionsRequest, Project, ProjectArchiving, ProjectChange, ProjectDetail, ProjectList, Readiness, Root, Run, RunCounts, RunLineage, RunList, RunRerun, RunResume, RunRetry, RunStart, SavedSearch, SavedSearchChange, SavedSearchList, Schedule, ScheduleFireList, ScheduleList, ScheduleNote, SessionInfo, SessionList, SessionMove, ShownUserInvitation, SignIn, SignInProviders, SignedIn, StartedBulkJob, StartedRun, StepDetail, StoredTool, SubscriptionList, Success, Table, TableChange, TableCsv, TableField, TableFieldChange, TablePage, TableRecord, TableRecordChange, TableRecordIds, TableRecordPage, Tool, ToolList, ToolTest, ToolTestResult, TriggerEvent, TriggerEventPage, TriggerRunStatus, TriggerTest, TriggerTrial, TriggerTrialEnd, UpcomingFires, Usage, User, UserChange, UserInvitation, UserInvitationAcceptance, UserInvitationPage, UserInvitationToken, UserList, Variable, VariablePage, Version, VersionChange, VersionDiff, VersionList, VersionRestore, Workflow, WorkflowChange, WorkflowList } from './openapi.ts';

export class WorkflowsMethods extends ApiResource {
  /**
   * 列出工作流 (list workflows, newest first)
   *
   * `GET /v1/workflows`
   */
  list(options: QueryOf<'listWorkflows'> & CallOptions = {}): PagedList<WorkflowList['workflows'][number], WorkflowList> {
    return this.caller.list('listWorkflows', [], undefined, options);
  }

  /**
   * 获取工作流详情 (get a whole workflow)
   *
   * `GET /v1/workflows/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<Workflow> {
    return this.caller.send('getWorkflow', [id], undefined, options);
  }

  /**
   * 更新工作流 (change the given fields)
   *
   * Each change makes a new version; a request that changes nothing makes none. Live runs go on with the version that they started with.
   *
   * `PUT /v1/workflows/{id}`
   */
  update(id: string, body: WorkflowChange, options: CallOptions & IfMatch = {}): Promise<Workflow> {
    return this.caller.send('updateWorkflow', [id], body, options);
  }

  /**
   * 删除工作流 (delete a workflow)
   *
   * The schedule goes, the history stays readable, and live runs end by themselves unless told otherwise.
   *
   * `DELETE /v1/workflows/{id}`
   */
  delete(id: string, options: QueryOf<'deleteWorkflow'> & CallOptions & IfMatch = {}): Promise<Success> {
    return this.caller.send('deleteWorkflow', [id], undefined, options);
  }

  /**
   * List the versions of a workflow, newest first
   *
   * `GET /v1/workflows/{id}/versions`
   */
  listVersions(id: string, options: QueryOf<'listVersions'> & CallOptions = {}): PagedList<VersionList['versions'][number], VersionList> {
    return this.caller.list('listVersions', [id], undefined, options);
  }

  /**
   * Compare two versions of a workflow, or its draft
   *
   * The order of nodes, edges and keys is no difference. A draft counts as what publishing it would make.
   *
   * `GET /v1/workflows/{id}/versions/diff`
   */
  diffVersions(id: string, options: QueryOf<'diffVersions'> & CallOptions): Promise<VersionDiff> {
    return this.caller.send('diffVersions', [id], undefined, options);
  }

  /**
   * Get one version of a workflow
   *
   * `GET /v1/workflows/{id}/versions/{version}`
   */
  getVersion(id: string, version: string | number, options: CallOptions = {}): Promise<Version> {
    return this.caller.send('getVersion', [id, version], undefined, options);
  }

  /**
   * Change the note of a version; all else of it never changes
   *
   * `PUT /v1/workflows/{id}/versions/{version}`
   */
  updateVersion(id: string, version: string | number, body: VersionChange, options: CallOptions = {}): Promise<Version> {
    return this.caller.send('updateVersion', [id, version], body, options);
  }

  /**
   * Make a new version that equals an earlier one
   *
   * Its name, description and definition come back; whether the workflow is enabled stays as it is. It is checked as any other change is. Where the newest version says the same already, none is made.
   *
   * `POST /v1/workflows/{id}/versions/{version}/restore`
   */
  restoreVersion(id: string, version: string | number, body?: VersionRestore, options: CallOptions & IfMatch = {}): Promise<Workflow> {
    return this.caller.send('restoreVersion', [id, version], body, options);
  }

  /**
   * List the labels of a workflow, by name
   *
   * `GET /v1/workflows/{id}/labels`
   */
  listLabels(id: string, options: QueryOf<'listLabels'> & CallOptions = {}): PagedList<LabelList['labels'][number], LabelList> {
    return this.caller.list('listLabels', [id], undefined, options);
  }

  /**
   * Point a label at a version
   *
   * Runs that are started by the label, and sub-workflow nodes that name it, use that version from then on.
   *
   * `PUT /v1/workflows/{id}/labels/{label}`
   */
  setLabel(id: string, label: string, body: LabelTarget, options: CallOptions = {}): Promise<Label> {
    return this.caller.send('putLabel', [id, label], body, options);
  }

  /**
   * Remove a label; its version stays
   *
   * `DELETE /v1/workflows/{id}/labels/{label}`
   */
  deleteLabel(id: string, label: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('deleteLabel', [id, label], undefined, options);
  }

  /**
   * Get the draft of a workflow
   *
   * `GET /v1/workflows/{id}/draft`
   */
  getDraft(id: string, options: CallOptions = {}): Promise<Draft> {
    return this.caller.send('getDraft', [id], undefined, options);
  }

  /**
   * Keep work on a workflow without publishing it
   *
   * Replaces the whole draft. Faults do not refuse it: they are told, and hold back its publication. What is absent stays as it is in the workflow; null takes a policy away.
   *
   * `PUT /v1/workflows/{id}/draft`
   */
  saveDraft(id: string, body: DraftBody, options: CallOptions & IfMatch = {}): Promise<Draft> {
    return this.caller.send('saveDraft', [id], body, options);
  }

  /**
   * Throw the draft of a workflow away
   *
   * `DELETE /v1/workflows/{id}/draft`
   */
  deleteDraft(id: string, options: CallOptions & IfMatch = {}): Promise<Success> {
    return this.caller.send('deleteDraft', [id], undefined, options);
  }

  /**
   * Make the draft the next version of the workflow
   *
   * The draft goes with it. Live runs go on with the version that they started with. A draft that is based on an older state of the workflow is refused, unless `force` lays it over the newest.
   *
   * `POST /v1/workflows/{id}/publish`
   */
  publishDraft(id: string, body?: DraftPublication, options: CallOptions & IfMatch = {}): Promise<Workflow> {
    return this.caller.send('publishDraft', [id], body, options);
  }

  /**
   * 执行工作流 (start a run)
   *
   * `POST /v1/workflows/{id}/run`
   */
  run(id: string, body?: RunStart, options: QueryOf<'runWorkflow'> & CallOptions = {}): Promise<EndedRun | StartedRun> {
    return this.caller.send('runWorkflow', [id], body, options);
  }

  /**
   * Make a flow, with an empty trigger
   *
   * `POST /v1/flows`
   */
  createFlow(body?: NewFlow, options: CallOptions = {}): Promise<Flow> {
    return this.caller.send('createFlow', [], body, options);
  }

  /**
   * List flows, newest first
   *
   * `GET /v1/flows`
   */
  listFlows(options: QueryOf<'listFlows'> & CallOptions = {}): PagedList<FlowPage['data'][number], FlowPage> {
    return this.caller.list('listFlows', [], undefined, options);
  }

  /**
   * Count flows
   *
   * `GET /v1/flows/count`
   */
  countFlows(options: QueryOf<'countFlows'> & CallOptions = {}): Promise<AnswerOf<'countFlows'>> {
    return this.caller.send('countFlows', [], undefined, options);
  }

  /**
   * Get a flow with its newest version, or another
   *
   * `GET /v1/flows/{id}`
   */
  getFlow(id: string, options: QueryOf<'getFlow'> & CallOptions = {}): Promise<Flow> {
    return this.caller.send('getFlow', [id], undefined, options);
  }

  /**
   * Change a flow by one operation
   *
   * A locked version stays as it is: what would change it makes a draft of it first. Operations at once are all applied, one after the other.
   *
   * `POST /v1/flows/{id}`
   */
  applyFlowOperation(id: string, body: FlowOperation, options: CallOptions = {}): Promise<Flow> {
    return this.caller.send('applyFlowOperation', [id], body, options);
  }

  /**
   * Delete a flow; its runs stay readable
   *
   * `DELETE /v1/flows/{id}`
   */
  deleteFlow(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteFlow', [id], undefined, options);
  }

  /**
   * List the versions of a flow, newest first
   *
   * `GET /v1/flows/{id}/versions`
   */
  listFlowVersions(id: string, options: QueryOf<'listFlowVersions'> & CallOptions = {}): PagedList<FlowVersionPage['data'][number], FlowVersionPage> {
    return this.caller.list('listFlowVersions', [id], undefined, options);
  }

  /**
   * Get a flow as a template: without its connections and what was tried of it
   *
   * `GET /v1/flows/{id}/template`
   */
  getFlowTemplate(id: string, options: QueryOf<'getFlowTemplate'> & CallOptions = {}): Promise<FlowTemplate> {
    return this.caller.send('getFlowTemplate', [id], undefined, options);
  }

  /**
   * Make a folder for flows, or get the one that has the name
   *
   * `POST /v1/folders`
   */
  createFolder(body?: NewFlowFolder, options: CallOptions = {}): Promise<FlowFolder> {
    return this.caller.send('createFolder', [], body, options);
  }

  /**
   * List the folders of flows, newest first
   *
   * `GET /v1/folders`
   */
  listFolders(options: QueryOf<'listFolders'> & CallOptions = {}): PagedList<FlowFolderPage['data'][number], FlowFolderPage> {
    return this.caller.list('listFolders', [], undefined, options);
  }

  /**
   * Get a folder of flows
   *
   * `GET /v1/folders/{id}`
   */
  getFolder(id: string, options: CallOptions = {}): Promise<FlowFolder> {
    return this.caller.send('getFolder', [id], undefined, options);
  }

  /**
   * Give a folder another name or place
   *
   * `POST /v1/folders/{id}`
   */
  updateFolder(id: string, body?: FlowFolderChange, options: CallOptions = {}): Promise<FlowFolder> {
    return this.caller.send('updateFolder', [id], body, options);
  }

  /**
   * Delete a folder; its flows are in none then
   *
   * `DELETE /v1/folders/{id}`
   */
  deleteFolder(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteFolder', [id], undefined, options);
  }

  /**
   * Make a table, with its fields
   *
   * `POST /v1/tables`
   */
  createTable(body?: NewTable, options: CallOptions = {}): Promise<Table> {
    return this.caller.send('createTable', [], body, options);
  }

  /**
   * List the tables, newest first
   *
   * `GET /v1/tables`
   */
  listTables(options: QueryOf<'listTables'> & CallOptions = {}): PagedList<TablePage['data'][number], TablePage> {
    return this.caller.list('listTables', [], undefined, options);
  }

  /**
   * Get a table
   *
   * `GET /v1/tables/{id}`
   */
  getTable(id: string, options: CallOptions = {}): Promise<Table> {
    return this.caller.send('getTable', [id], undefined, options);
  }

  /**
   * Give a table another name
   *
   * `POST /v1/tables/{id}`
   */
  updateTable(id: string, body?: TableChange, options: CallOptions = {}): Promise<Table> {
    return this.caller.send('updateTable', [id], body, options);
  }

  /**
   * Delete a table with all that is in it; nobody is told of its records
   *
   * `DELETE /v1/tables/{id}`
   */
  deleteTable(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteTable', [id], undefined, options);
  }

  /**
   * Add a field to a table
   *
   * `POST /v1/fields`
   */
  createField(body?: NewTableField, options: CallOptions = {}): Promise<TableField> {
    return this.caller.send('createField', [], body, options);
  }

  /**
   * List the fields of a table, in their order
   *
   * `GET /v1/fields`
   */
  listFields(options: QueryOf<'listFields'> & CallOptions): Promise<AnswerOf<'listFields'>> {
    return this.caller.send('listFields', [], undefined, options);
  }

  /**
   * Get a field of a table
   *
   * `GET /v1/fields/{id}`
   */
  getField(id: string, options: CallOptions = {}): Promise<TableField> {
    return this.caller.send('getField', [id], undefined, options);
  }

  /**
   * Give a field another name
   *
   * `POST /v1/fields/{id}`
   */
  updateField(id: string, body?: TableFieldChange, options: CallOptions = {}): Promise<TableField> {
    return this.caller.send('updateField', [id], body, options);
  }

  /**
   * Delete a field, with what records hold in it
   *
   * `DELETE /v1/fields/{id}`
   */
  deleteField(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteField', [id], undefined, options);
  }

  /**
   * Add records to a table: all of them or none
   *
   * `POST /v1/records`
   */
  createRecords(body?: NewTableRecords, options: CallOptions = {}): Promise<AnswerOf<'createRecords'>> {
    return this.caller.send('createRecords', [], body, options);
  }

  /**
   * List the records of a table, oldest first
   *
   * `GET /v1/records`
   */
  listRecords(options: QueryOf<'listRecords'> & CallOptions): PagedList<TableRecordPage['data'][number], TableRecordPage> {
    return this.caller.list('listRecords', [], undefined, options);
  }

  /**
   * Delete records, those of them that there are
   *
   * `DELETE /v1/records`
   */
  deleteRecords(body?: TableRecordIds, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteRecords', [], body, options);
  }

  /**
   * Get a record
   *
   * `GET /v1/records/{id}`
   */
  getRecord(id: string, options: CallOptions = {}): Promise<TableRecord> {
    return this.caller.send('getRecord', [id], undefined, options);
  }

  /**
   * Change the fields of a record that are given
   *
   * `POST /v1/records/{id}`
   */
  updateRecord(id: string, body?: TableRecordChange, options: CallOptions = {}): Promise<TableRecord> {
    return this.caller.send('updateRecord', [id], body, options);
  }

  /**
   * Runs of flows, newest first, without their steps
   *
   * Runs of drafts, and those that were archived, are left out unless they are asked for.
   *
   * `GET /v1/flow-runs`
   */
  listRuns(options: QueryOf<'listFlowRuns'> & CallOptions = {}): PagedList<FlowRunPage['data'][number], FlowRunPage> {
    return this.caller.list('listFlowRuns', [], undefined, options);
  }

  /**
   * How many runs of flows are in each state
   *
   * `GET /v1/flow-runs/count-by-status`
   */
  countRuns(options: QueryOf<'countFlowRuns'> & CallOptions = {}): Promise<FlowRunCounts> {
    return this.caller.send('countFlowRuns', [], undefined, options);
  }

  /**
   * Repeat many runs
   *
   * Answers the new runs. Of more than a hundred none: they are repeated in the background. Where a quota or an outage ends it once some are repeated, those are the answer, and the rest is left as it was.
   *
   * `POST /v1/flow-runs/retry`
   */
  retryRuns(body?: BodyOf<'retryFlowRuns'>, options: CallOptions = {}): Promise<AnswerOf<'retryFlowRuns'>> {
    return this.caller.send('retryFlowRuns', [], body, options);
  }

  /**
   * Ask many runs to end
   *
   * `POST /v1/flow-runs/cancel`
   */
  cancelRuns(body?: BodyOf<'cancelFlowRuns'>, options: CallOptions = {}): Promise<FlowRunsChosen> {
    return this.caller.send('cancelFlowRuns', [], body, options);
  }

  /**
   * Put many runs away: lists leave them out unless they are asked for
   *
   * `POST /v1/flow-runs/archive`
   */
  archiveRuns(body?: BodyOf<'archiveFlowRuns'>, options: CallOptions = {}): Promise<FlowRunsChosen> {
    return this.caller.send('archiveFlowRuns', [], body, options);
  }

  /**
   * A run of a flow with its steps
   *
   * `GET /v1/flow-runs/{id}`
   */
  getRun(id: string, options: QueryOf<'getFlowRun'> & CallOptions = {}): Promise<FlowRunWithSteps> {
    return this.caller.send('getFlowRun', [id], undefined, options);
  }

  /**
   * Repeat a run: from the step that failed, or as a whole on the published version
   *
   * Makes a new run, with `retryOf`, and answers it.
   *
   * `POST /v1/flow-runs/{id}/retry`
   */
  retryRun(id: string, body?: BodyOf<'retryFlowRun'>, options: QueryOf<'retryFlowRun'> & CallOptions = {}): Promise<FlowRun> {
    return this.caller.send('retryFlowRun', [id], body, options);
  }

  /**
   * Ask a run to end
   *
   * `POST /v1/flow-runs/{id}/cancel`
   */
  cancelRun(id: string, body?: BodyOf<'cancelFlowRun'>, options: CallOptions = {}): Promise<FlowRun> {
    return this.caller.send('cancelFlowRun', [id], body, options);
  }

  /**
   * Run the published version of a flow, and wait for what it responds
   *
   * Takes any method, and bodies of any type. Files are kept, and their addresses stand in their places. A repeat of an Idempotency-Key, or of the sender’s own id of the delivery, is the same run. A run that takes longer than callers wait answers 408 with its id, and goes on.
   *
   * `POST /v1/webhooks/{flowId}/sync`
   */
  triggerFlowSync(flowId: string, body?: unknown, options: CallOptions = {}): Promise<AnswerOf<'callFlowAndWait'>> {
    return this.caller.send('callFlowAndWait', [flowId], body, options);
  }

  /**
   * Run the newest version of a flow to try it, and keep the request as a sample
   *
   * Takes any method, and bodies of any type. Files are kept, and their addresses stand in their places. A repeat of an Idempotency-Key, or of the sender’s own id of the delivery, is the same run.
   *
   * `POST /v1/webhooks/{flowId}/draft`
   */
  testFlow(flowId: string, body?: unknown, options: CallOptions = {}): Promise<FlowWebhookAccepted> {
    return this.caller.send('tryFlow', [flowId], body, options);
  }

  /**
   * Run the newest version of a flow to try it, and wait for what it responds
   *
   * Takes any method, and bodies of any type. Files are kept, and their addresses stand in their places. A repeat of an Idempotency-Key, or of the sender’s own id of the delivery, is the same run.
   *
   * `POST /v1/webhooks/{flowId}/draft/sync`
   */
  testFlowSync(flowId: string, body?: unknown, options: CallOptions = {}): Promise<AnswerOf<'tryFlowAndWait'>> {
    return this.caller.send('tryFlowAndWait', [flowId], body, options);
  }

  /**
   * Keep a request as a sample for the trigger of a flow, and run nothing
   *
   * `POST /v1/webhooks/{flowId}/test`
   */
  keepSample(flowId: string, body?: unknown, options: CallOptions = {}): Promise<FlowWebhookAccepted> {
    return this.caller.send('keepFlowSample', [flowId], body, options);
  }

  /**
   * Resume the piece that waits at this address
   *
   * Takes any method but HEAD, which only looks. The first request counts; a repeat is told so.
   *
   * `POST /v1/flow-runs/{id}/requests/{requestId}`
   */
  resumeRun(id: string, requestId: string, body?: unknown, options: CallOptions = {}): Promise<FlowRunResumed> {
    return this.caller.send('resumeFlowRun', [id, requestId], body, options);
  }

  /**
   * Resume the piece that waits at this address, and wait for what its flow responds next
   *
   * `POST /v1/flow-runs/{id}/requests/{requestId}/sync`
   */
  resumeRunSync(id: string, requestId: string, body?: unknown, options: CallOptions = {}): Promise<AnswerOf<'resumeFlowRunAndWait'>> {
    return this.caller.send('resumeFlowRunAndWait', [id, requestId], body, options);
  }

  /**
   * Download a file that a piece wrote
   *
   * Pieces are given this address for each file that they write, and hand it on. The token is the credential: nobody can guess one, and it is good for thirty days, unless the run that wrote the file is deleted before.
   *
   * `GET /v1/piece-files/{token}`
   */
  getPieceFile(token: string, options: CallOptions = {}): Promise<Uint8Array> {
    return this.caller.send('getPieceFile', [token], undefined, options);
  }

  /**
   * List the pieces that flows can use
   *
   * Those that are installed, and those that install themselves when they are first used.
   *
   * `GET /v1/pieces`
   */
  listPieces(options: QueryOf<'listPieces'> & CallOptions = {}): Promise<PieceList> {
    return this.caller.send('listPieces', [], undefined, options);
  }

  /**
   * Get a piece with its actions and triggers
   *
   * `GET /v1/pieces/{name}`
   */
  getPiece(name: string, options: QueryOf<'getPiece'> & CallOptions = {}): Promise<Piece> {
    return this.caller.send('getPiece', [name], undefined, options);
  }

  /**
   * Get a piece whose name has a slash that is not encoded
   *
   * `GET /v1/pieces/{scope}/{name}`
   */
  getScopedPiece(scope: string, name: string, options: QueryOf<'getScopedPiece'> & CallOptions = {}): Promise<Piece> {
    return this.caller.send('getScopedPiece', [scope, name], undefined, options);
  }

  /**
   * Ask a piece for the options of a property, or for what a dynamic one consists of
   *
   * The input may name connections as steps do: `{{connections['name']}}`.
   *
   * `POST /v1/pieces/options`
   */
  getPieceOptions(body?: PieceOptionsRequest, options: CallOptions = {}): Promise<PieceOptions> {
    return this.caller.send('getPieceOptions', [], body, options);
  }

  /**
   * Try the trigger of a flow
   *
   * TEST_FUNCTION asks the piece for samples, which are kept as trigger events. SIMULATION registers the trigger as if the flow were enabled, until DELETE: what comes then is kept as a sample, and starts nothing. Without a strategy the one is taken that the trigger prefers.
   *
   * `POST /v1/test-trigger`
   */
  testTrigger(body?: TriggerTrial, options: CallOptions = {}): PagedList<TriggerTest['data'][number], TriggerTest> {
    return this.caller.list('testTrigger', [], body, options);
  }

  /**
   * End the simulation of a trigger
   *
   * `DELETE /v1/test-trigger`
   */
  cancelTriggerTest(body?: TriggerTrialEnd, options: CallOptions = {}): Promise<void> {
    return this.caller.send('cancelTriggerTest', [], body, options);
  }

  /**
   * List what the trigger of a flow gave when it was tried, newest first
   *
   * What was tried with another trigger than the newest version has is left out.
   *
   * `GET /v1/trigger-events`
   */
  listTriggerEvents(options: QueryOf<'listTriggerEvents'> & CallOptions = {}): PagedList<TriggerEventPage['data'][number], TriggerEventPage> {
    return this.caller.list('listTriggerEvents', [], undefined, options);
  }

  /**
   * Keep a payload as if the trigger of a flow had given it
   *
   * `POST /v1/trigger-events`
   */
  createTriggerEvent(body?: NewTriggerEvent, options: CallOptions = {}): Promise<TriggerEvent> {
    return this.caller.send('createTriggerEvent', [], body, options);
  }

  /**
   * Tell how the calls of triggers went, by piece and day
   *
   * The last fourteen days: polls, and requests to webhooks that a piece had to look at.
   *
   * `GET /v1/trigger-runs/status`
   */
  getTriggerRunStatus(options: QueryOf<'getTriggerRunStatus'> & CallOptions = {}): Promise<TriggerRunStatus> {
    return this.caller.send('getTriggerRunStatus', [], undefined, options);
  }

  /**
   * Make an MCP server, with an address and a token of its own
   *
   * `POST /v1/mcp-servers`
   */
  createMcpServer(body?: NewMcpServer, options: CallOptions = {}): Promise<McpServer> {
    return this.caller.send('createMcpServer', [], body, options);
  }

  /**
   * Get an MCP server with its listed tools
   *
   * `GET /v1/mcp-servers/{id}`
   */
  getMcpServer(id: string, options: CallOptions = {}): Promise<McpServer> {
    return this.caller.send('getMcpServer', [id], undefined, options);
  }

  /**
   * Give an MCP server another name, or another list of tools
   *
   * `POST /v1/mcp-servers/{id}`
   */
  updateMcpServer(id: string, body?: McpServerChange, options: CallOptions = {}): Promise<McpServer> {
    return this.caller.send('updateMcpServer', [id], body, options);
  }

  /**
   * Delete an MCP server
   *
   * `DELETE /v1/mcp-servers/{id}`
   */
  deleteMcpServer(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteMcpServer', [id], undefined, options);
  }

  /**
   * Give an MCP server another token; the old one lets nobody in any more
   *
   * `POST /v1/mcp-servers/{id}/rotate`
   */
  rotateMcpToken(id: string, options: CallOptions = {}): Promise<McpServer> {
    return this.caller.send('rotateMcpServer', [id], undefined, options);
  }

  /**
   * Store a connection for pieces, or replace the one of its external id or name; its value is never answered
   *
   * An OAuth2 code is exchanged for tokens before the answer, when a worker is there; otherwise when the connection is first used.
   *
   * `POST /v1/app-connections`
   */
  upsertConnection(body?: NewAppConnection, options: QueryOf<'upsertAppConnection'> & CallOptions = {}): Promise<AppConnection> {
    return this.caller.send('upsertAppConnection', [], body, options);
  }

  /**
   * List connections for pieces, newest first
   *
   * `GET /v1/app-connections`
   */
  listConnections(options: QueryOf<'listAppConnections'> & CallOptions = {}): PagedList<AppConnectionPage['data'][number], AppConnectionPage> {
    return this.caller.list('listAppConnections', [], undefined, options);
  }

  /**
   * List those who made connections for pieces
   *
   * `GET /v1/app-connections/owners`
   */
  listConnectionOwners(options: QueryOf<'listAppConnectionOwners'> & CallOptions = {}): PagedList<AppConnectionOwnerPage['data'][number], AppConnectionOwnerPage> {
    return this.caller.list('listAppConnectionOwners', [], undefined, options);
  }

  /**
   * Get the address where a browser signs in to the service of a piece
   *
   * The code that it comes back with goes into `value.code` of a connection, the verifier into `value.code_challenge`.
   *
   * `POST /v1/app-connections/oauth2/authorization-url`
   */
  getOAuth2AuthorizationUrl(body?: NewAuthorizationUrl, options: CallOptions = {}): Promise<AuthorizationUrl> {
    return this.caller.send('getOAuth2AuthorizationUrl', [], body, options);
  }

  /**
   * Get a connection for pieces
   *
   * `GET /v1/app-connections/{id}`
   */
  getConnection(id: string, options: CallOptions = {}): Promise<AppConnection> {
    return this.caller.send('getAppConnection', [id], undefined, options);
  }

  /**
   * Give a connection for pieces another display name, metadata or hosts; its value is replaced by storing it again
   *
   * `POST /v1/app-connections/{id}`
   */
  updateConnection(id: string, body?: AppConnectionChange, options: CallOptions = {}): Promise<AppConnection> {
    return this.caller.send('updateAppConnection', [id], body, options);
  }

  /**
   * Remove a connection for pieces
   *
   * `DELETE /v1/app-connections/{id}`
   */
  deleteConnection(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteAppConnection', [id], undefined, options);
  }

  /**
   * Make a variable, or give the one of this name another value
   *
   * Flows read it as `{{variables['NAME']}}`. It is no secret: whoever may read the project sees it.
   *
   * `POST /v1/variables`
   */
  upsertVariable(body?: NewVariable, options: CallOptions = {}): Promise<Variable> {
    return this.caller.send('upsertVariable', [], body, options);
  }

  /**
   * List variables, newest first
   *
   * `GET /v1/variables`
   */
  listVariables(options: QueryOf<'listVariables'> & CallOptions = {}): PagedList<VariablePage['data'][number], VariablePage> {
    return this.caller.list('listVariables', [], undefined, options);
  }

  /**
   * Remove a variable
   *
   * `DELETE /v1/variables/{id}`
   */
  deleteVariable(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteVariable', [id], undefined, options);
  }

  /**
   * Invite somebody by mail to the project, or to the installation
   *
   * Whoever was invited and has not accepted is invited anew: with this role, by a new mail, and the link of the mail before works no more. To the installation only its administrators invite.
   *
   * `POST /v1/user-invitations`
   */
  createInvitation(body: NewUserInvitation, options: CallOptions = {}): Promise<UserInvitation> {
    return this.caller.send('createUserInvitation', [], body, options);
  }

  /**
   * List the invitations to the project, or to the installation
   *
   * Those to the installation for its administrators alone.
   *
   * `GET /v1/user-invitations`
   */
  listInvitations(options: QueryOf<'listUserInvitations'> & CallOptions): PagedList<UserInvitationPage['data'][number], UserInvitationPage> {
    return this.caller.list('listUserInvitations', [], undefined, options);
  }

  /**
   * Take an invitation back; its link works no more
   *
   * `DELETE /v1/user-invitations/{id}`
   */
  deleteInvitation(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteUserInvitation', [id], undefined, options);
  }

  /**
   * What an invitation is for; accepts nothing
   *
   * The token is the credential. It is sent in the body, so that it stands in no log of addresses.
   *
   * `POST /v1/user-invitations/show`
   */
  getInvitation(body: UserInvitationToken, options: CallOptions = {}): Promise<ShownUserInvitation> {
    return this.caller.send('showUserInvitation', [], body, options);
  }

  /**
   * Accept an invitation, once
   *
   * The token is the credential. Whoever has an account gets the role. For others an account is made, with the password that is given; without one it gets its password by a reset.
   *
   * `POST /v1/user-invitations/accept`
   */
  acceptInvitation(body: UserInvitationAcceptance, options: CallOptions = {}): Promise<AcceptedUserInvitation> {
    return this.caller.send('acceptUserInvitation', [], body, options);
  }
}

export class RunsMethods extends ApiResource {
  /**
   * Search all runs of the project, newest first
   *
   * `GET /v1/runs`
   */
  list(options: QueryOf<'searchRuns'> & CallOptions = {}): PagedList<RunList['runs'][number], RunList> {
    return this.caller.list('searchRuns', [], undefined, options);
  }

  /**
   * Count the runs of a search by state, and by hour or workflow
   *
   * By `status`: `{completed: 3, …}`. By `hour` or `workflow`: the same for each hour in which runs were made (its beginning, ISO 8601) or for each workflow (its id). At most 10000 hours or workflows.
   *
   * `GET /v1/runs/counts`
   */
  count(options: QueryOf<'countRuns'> & CallOptions = {}): Promise<RunCounts> {
    return this.caller.send('countRuns', [], undefined, options);
  }

  /**
   * Download all runs of a search, newest first
   *
   * A stream without a limit: one run a line as JSON, or CSV (RFC 4180). It holds the runs that had been made when it began, each as it was when its line was written. When it fails on the way the connection is cut.
   *
   * `GET /v1/runs/export`
   */
  export(options: QueryOf<'exportRuns'> & CallOptions = {}): AsyncIterable<string> {
    return this.caller.lines('exportRuns', [], undefined, options);
  }

  /**
   * 查看执行历史 (list the runs of a workflow, newest first)
   *
   * `GET /v1/workflows/{id}/runs`
   */
  listByWorkflow(id: string, options: QueryOf<'listWorkflowRuns'> & CallOptions = {}): PagedList<RunList['runs'][number], RunList> {
    return this.caller.list('listWorkflowRuns', [id], undefined, options);
  }

  /**
   * 查看执行详情 (get a run of a workflow)
   *
   * `GET /v1/workflows/{id}/runs/{runId}`
   */
  getByWorkflow(id: string, runId: string, options: CallOptions = {}): Promise<Run> {
    return this.caller.send('getWorkflowRun', [id, runId], undefined, options);
  }

  /**
   * Get a run by its id alone
   *
   * `GET /v1/runs/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<Run> {
    return this.caller.send('getRun', [id], undefined, options);
  }

  /**
   * Ask a run to end: its steps are cancelled
   *
   * `POST /v1/runs/{id}/cancel`
   */
  cancel(id: string, options: CallOptions = {}): Promise<AcceptedRunOperation> {
    return this.caller.send('cancelRun', [id], undefined, options);
  }

  /**
   * End a run at once, without asking it
   *
   * It ends as `cancelled` with the error code TERMINATED.
   *
   * `POST /v1/runs/{id}/terminate`
   */
  terminate(id: string, options: CallOptions = {}): Promise<AcceptedRunOperation> {
    return this.caller.send('terminateRun', [id], undefined, options);
  }

  /**
   * Get what a node did in a run: its iterations with their attempts and logs
   *
   * Outside loops a node has one iteration, `0`. Iterations come in the order of their numbers.
   *
   * `GET /v1/runs/{id}/steps/{nodeId}`
   */
  getStep(id: string, nodeId: string, options: QueryOf<'getRunStep'> & CallOptions = {}): PagedList<StepDetail['iterations'][number], StepDetail> {
    return this.caller.list('getRunStep', [id, nodeId], undefined, options);
  }

  /**
   * Download a large value of a run
   *
   * A large text or binary of a run is shown as `{"file": {bytes, contentType, encoding, url}}`, where `url` is this address. The bytes are as they were received.
   *
   * `GET /v1/runs/{id}/files/{hash}`
   */
  getFile(id: string, hash: string, options: CallOptions = {}): Promise<Uint8Array> {
    return this.caller.send('getRunFile', [id, hash], undefined, options);
  }

  /**
   * Hold a run: what is in flight ends, and nothing new begins
   *
   * It reads `status: "waiting"`, `paused: true` until it is resumed.
   *
   * `POST /v1/runs/{id}/pause`
   */
  pause(id: string, options: CallOptions = {}): Promise<AcceptedRunOperation> {
    return this.caller.send('pauseRun', [id], undefined, options);
  }

  /**
   * Let a paused run go on, or decide on its parked steps
   *
   * `POST /v1/runs/{id}/resume`
   */
  resume(id: string, body?: RunResume, options: CallOptions = {}): Promise<AcceptedRunOperation> {
    return this.caller.send('resumeRun', [id], body, options);
  }

  /**
   * Repeat a failed or cancelled run, from where it stopped
   *
   * Makes a new run, with `retryOf`. Its history begins with the steps that are carried over (`carriedFrom`). A run that completed is refused: it can be run again.
   *
   * `POST /v1/runs/{id}/retry`
   */
  retry(id: string, body?: RunRetry, options: CallOptions = {}): Promise<AcceptedRunOperation> {
    return this.caller.send('retryRun', [id], body, options);
  }

  /**
   * Run the newest version once more with the data of an ended run
   *
   * Makes a new run, with `retryOf`, from its start.
   *
   * `POST /v1/runs/{id}/rerun`
   */
  rerun(id: string, body?: RunRerun, options: CallOptions = {}): Promise<AcceptedRunOperation> {
    return this.caller.send('rerunRun', [id], body, options);
  }

  /**
   * What a run repeats, what repeats it, what started it and what it started
   *
   * Lists are cut at `limit`; the search has all: `?retryOf=` and `?parentRunId=`.
   *
   * `GET /v1/runs/{id}/lineage`
   */
  getLineage(id: string, options: QueryOf<'getRunLineage'> & CallOptions = {}): Promise<RunLineage> {
    return this.caller.send('getRunLineage', [id], undefined, options);
  }

  /**
   * Do something with all runs that a search finds
   *
   * The runs are chosen at once: later ones do not count. The job goes on whatever dies meanwhile, and does each run once. A run that refuses counts as failed, with the code that the single operation would answer.
   *
   * `POST /v1/runs/bulk`
   */
  startBulk(body: BulkRequest, options: QueryOf<'startBulk'> & CallOptions = {}): Promise<BulkTotal | StartedBulkJob> {
    return this.caller.send('startBulk', [], body, options);
  }

  /**
   * List the operations over many runs, newest first
   *
   * `GET /v1/runs/bulk`
   */
  listBulkJobs(options: QueryOf<'listBulkJobs'> & CallOptions = {}): PagedList<BulkJobList['jobs'][number], BulkJobList> {
    return this.caller.list('listBulkJobs', [], undefined, options);
  }

  /**
   * How far an operation over many runs is
   *
   * `GET /v1/runs/bulk/{id}`
   */
  getBulkJob(id: string, options: CallOptions = {}): Promise<BulkJob> {
    return this.caller.send('getBulkJob', [id], undefined, options);
  }

  /**
   * What became of each run of an operation over many, newest runs first
   *
   * `GET /v1/runs/bulk/{id}/items`
   */
  listBulkItems(id: string, options: QueryOf<'listBulkItems'> & CallOptions = {}): PagedList<BulkItemList['items'][number], BulkItemList> {
    return this.caller.list('listBulkItems', [id], undefined, options);
  }

  /**
   * Stop an operation over many runs
   *
   * What is done stays done, what is under way is finished, the rest is left alone.
   *
   * `POST /v1/runs/bulk/{id}/cancel`
   */
  cancelBulkJob(id: string, options: CallOptions = {}): Promise<BulkJobSummary> {
    return this.caller.send('cancelBulkJob', [id], undefined, options);
  }
}

export class SchedulesMethods extends ApiResource {
  /**
   * When a workflow fires next, and what came of its last times
   *
   * `GET /v1/workflows/{id}/schedule`
   */
  get(id: string, options: QueryOf<'getSchedule'> & CallOptions = {}): Promise<Schedule> {
    return this.caller.send('getSchedule', [id], undefined, options);
  }

  /**
   * What came of the times of a schedule, newest first
   *
   * The newest 5,000 of a workflow are kept, and none older than 400 days. Also of a deleted workflow.
   *
   * `GET /v1/workflows/{id}/schedule/fires`
   */
  listFires(id: string, options: QueryOf<'listScheduleFires'> & CallOptions = {}): PagedList<ScheduleFireList['fires'][number], ScheduleFireList> {
    return this.caller.list('listScheduleFires', [id], undefined, options);
  }

  /**
   * Keep a schedule from firing until it is resumed
   *
   * Its times are noted as skipped meanwhile. Whether the workflow is enabled is another matter.
   *
   * `POST /v1/workflows/{id}/schedule/pause`
   */
  pause(id: string, body?: ScheduleNote, options: CallOptions = {}): Promise<Schedule> {
    return this.caller.send('pauseSchedule', [id], body, options);
  }

  /**
   * Let a paused schedule fire again
   *
   * Times that came while it was paused stay skipped; a backfill makes up for them.
   *
   * `POST /v1/workflows/{id}/schedule/resume`
   */
  resume(id: string, body?: ScheduleNote, options: CallOptions = {}): Promise<Schedule> {
    return this.caller.send('resumeSchedule', [id], body, options);
  }

  /**
   * Make up for times of a schedule that have passed
   *
   * Makes a run for each time after `from` and up to `to` that has none, at most 1,000, all of them or none, with the version published now. Asking again for the same times makes no further runs, unless `again` says so.
   *
   * `POST /v1/workflows/{id}/schedule/backfill`
   */
  backfill(id: string, body: Backfill, options: CallOptions = {}): Promise<AcceptedBackfill> {
    return this.caller.send('backfillSchedule', [id], body, options);
  }

  /**
   * All schedules of the project, the newest workflow first
   *
   * `GET /v1/schedules`
   */
  list(options: QueryOf<'listSchedules'> & CallOptions = {}): PagedList<ScheduleList['schedules'][number], ScheduleList> {
    return this.caller.list('listSchedules', [], undefined, options);
  }

  /**
   * What will fire in the whole project, soonest first: schedules, and runs for later
   *
   * `GET /v1/schedules/upcoming`
   */
  listUpcoming(options: QueryOf<'listUpcomingFires'> & CallOptions = {}): Promise<UpcomingFires> {
    return this.caller.send('listUpcomingFires', [], undefined, options);
  }
}

export class SavedSearchesMethods extends ApiResource {
  /**
   * Keep a search by a name
   *
   * `POST /v1/searches`
   */
  create(body: NewSavedSearch, options: CallOptions = {}): Promise<SavedSearch> {
    return this.caller.send('createSearch', [], body, options);
  }

  /**
   * List the saved searches, newest first
   *
   * `GET /v1/searches`
   */
  list(options: QueryOf<'listSearches'> & CallOptions = {}): PagedList<SavedSearchList['searches'][number], SavedSearchList> {
    return this.caller.list('listSearches', [], undefined, options);
  }

  /**
   * Get a saved search
   *
   * `GET /v1/searches/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<SavedSearch> {
    return this.caller.send('getSearch', [id], undefined, options);
  }

  /**
   * Give a saved search another name or other filters
   *
   * `PUT /v1/searches/{id}`
   */
  update(id: string, body: SavedSearchChange, options: CallOptions = {}): Promise<SavedSearch> {
    return this.caller.send('updateSearch', [id], body, options);
  }

  /**
   * Remove a saved search
   *
   * `DELETE /v1/searches/{id}`
   */
  delete(id: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('deleteSearch', [id], undefined, options);
  }
}

export class ApprovalsMethods extends ApiResource {
  /**
   * List the approvals of the project, newest first
   *
   * `GET /v1/approvals`
   */
  list(options: QueryOf<'listApprovals'> & CallOptions = {}): PagedList<ApprovalList['approvals'][number], ApprovalList> {
    return this.caller.list('listApprovals', [], undefined, options);
  }

  /**
   * Get an approval
   *
   * `GET /v1/approvals/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<Approval> {
    return this.caller.send('getApproval', [id], undefined, options);
  }

  /**
   * Decide, as an approver
   *
   * Approved once `required` approve, rejected as soon as that can no longer be reached by those who were asked and by those of levels to come. With `all`, as many must approve as level 1 has people, later levels may stand in for those who are silent, and one rejection rejects.
   *
   * `POST /v1/approvals/{id}/decide`
   */
  decide(id: string, body: NewApprovalDecision, options: CallOptions = {}): Promise<Approval> {
    return this.caller.send('decideApproval', [id], body, options);
  }

  /**
   * Hand the caller’s share on to another person, who is mailed
   *
   * `POST /v1/approvals/{id}/delegate`
   */
  delegate(id: string, body: ApprovalDelegation, options: CallOptions = {}): Promise<Approval> {
    return this.caller.send('delegateApproval', [id], body, options);
  }

  /**
   * Say something about a pending task
   *
   * `POST /v1/approvals/{id}/comments`
   */
  comment(id: string, body: NewApprovalComment, options: CallOptions = {}): Promise<Approval> {
    return this.caller.send('commentOnApproval', [id], body, options);
  }

  /**
   * Set when a pending task times out
   *
   * `POST /v1/approvals/{id}/deadline`
   */
  moveDeadline(id: string, body: ApprovalDeadline, options: CallOptions = {}): Promise<Approval> {
    return this.caller.send('moveApprovalDeadline', [id], body, options);
  }

  /**
   * End a pending task without a decision: its step fails with APPROVAL_CANCELLED
   *
   * `POST /v1/approvals/{id}/cancel`
   */
  cancel(id: string, options: CallOptions = {}): Promise<Approval> {
    return this.caller.send('cancelApproval', [id], undefined, options);
  }

  /**
   * The page that a mail links: shows the task and decides nothing
   *
   * `GET /approvals/{token}`
   */
  getPage(token: string, options: CallOptions = {}): Promise<string> {
    return this.caller.send('showApprovalPage', [token], undefined, options);
  }

  /**
   * Decide, as the person whom the link was mailed to
   *
   * The page’s form is answered with a page; JSON is answered with the task.
   *
   * `POST /approvals/{token}`
   */
  decideByLink(token: string, body: NewApprovalDecision, options: CallOptions = {}): Promise<Approval> {
    return this.caller.send('decideByLink', [token], body, options);
  }
}

export class GroupsMethods extends ApiResource {
  /**
   * List the groups of approvers
   *
   * `GET /v1/groups`
   */
  list(options: QueryOf<'listGroups'> & CallOptions = {}): PagedList<GroupList['groups'][number], GroupList> {
    return this.caller.list('listGroups', [], undefined, options);
  }

  /**
   * Get a group of approvers
   *
   * `GET /v1/groups/{name}`
   */
  get(name: string, options: CallOptions = {}): Promise<Group> {
    return this.caller.send('getGroup', [name], undefined, options);
  }

  /**
   * Make a group of approvers, or give the one of that name other members
   *
   * `PUT /v1/groups/{name}`
   */
  save(name: string, body: GroupMembers, options: CallOptions = {}): Promise<Group> {
    return this.caller.send('saveGroup', [name], body, options);
  }

  /**
   * Remove a group of approvers
   *
   * `DELETE /v1/groups/{name}`
   */
  delete(name: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('deleteGroup', [name], undefined, options);
  }
}

export class ToolsMethods extends ApiResource {
  /**
   * Register a tool, or replace the one of that name
   *
   * `POST /v1/tools`
   */
  save(body: NewTool, options: CallOptions = {}): Promise<StoredTool> {
    return this.caller.send('saveTool', [], body, options);
  }

  /**
   * List the tools of the project
   *
   * `GET /v1/tools`
   */
  list(options: QueryOf<'listTools'> & CallOptions = {}): PagedList<ToolList['tools'][number], ToolList> {
    return this.caller.list('listTools', [], undefined, options);
  }

  /**
   * Get a tool by its name
   *
   * `GET /v1/tools/{name}`
   */
  get(name: string, options: CallOptions = {}): Promise<Tool> {
    return this.caller.send('getTool', [name], undefined, options);
  }

  /**
   * Remove a tool
   *
   * `DELETE /v1/tools/{name}`
   */
  delete(name: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('deleteTool', [name], undefined, options);
  }

  /**
   * Call a tool once with an input
   *
   * A tool that fails answers 200 with `success: false`; an input that its schema refuses is a fault.
   *
   * `POST /v1/tools/{name}/test`
   */
  test(name: string, body?: ToolTest, options: CallOptions = {}): Promise<ToolTestResult> {
    return this.caller.send('testTool', [name], body, options);
  }
}

export class ConnectionsMethods extends ApiResource {
  /**
   * Store a credential; its value is encrypted and never answered
   *
   * `POST /v1/connections`
   */
  create(body: NewConnection, options: CallOptions = {}): Promise<Connection> {
    return this.caller.send('createConnection', [], body, options);
  }

  /**
   * List the connections of the project
   *
   * `GET /v1/connections`
   */
  list(options: QueryOf<'listConnections'> & CallOptions = {}): PagedList<ConnectionList['connections'][number], ConnectionList> {
    return this.caller.list('listConnections', [], undefined, options);
  }

  /**
   * Get a connection
   *
   * `GET /v1/connections/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<Connection> {
    return this.caller.send('getConnection', [id], undefined, options);
  }

  /**
   * Change the given fields of a connection
   *
   * `PUT /v1/connections/{id}`
   */
  update(id: string, body: ConnectionChange, options: CallOptions = {}): Promise<Connection> {
    return this.caller.send('updateConnection', [id], body, options);
  }

  /**
   * Remove a connection
   *
   * `DELETE /v1/connections/{id}`
   */
  delete(id: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('deleteConnection', [id], undefined, options);
  }
}

export class EventsMethods extends ApiResource {
  /**
   * List the event types: the known ones, and those that the project uses
   *
   * `GET /v1/events/types`
   */
  listTypes(options: CallOptions = {}): Promise<EventTypes> {
    return this.caller.send('listEventTypes', [], undefined, options);
  }

  /**
   * Subscribe a URL to an event type
   *
   * `POST /v1/events/webhooks`
   */
  createSubscription(body: NewSubscription, options: CallOptions = {}): Promise<CreatedSubscription> {
    return this.caller.send('createSubscription', [], body, options);
  }

  /**
   * List the subscriptions of the project
   *
   * `GET /v1/events/webhooks`
   */
  listSubscriptions(options: QueryOf<'listSubscriptions'> & CallOptions = {}): PagedList<SubscriptionList['webhooks'][number], SubscriptionList> {
    return this.caller.list('listSubscriptions', [], undefined, options);
  }

  /**
   * Remove a subscription
   *
   * `DELETE /v1/events/webhooks/{id}`
   */
  deleteSubscription(id: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('deleteSubscription', [id], undefined, options);
  }

  /**
   * List the deliveries of a subscription, newest first
   *
   * `GET /v1/events/webhooks/{id}/deliveries`
   */
  listDeliveries(id: string, options: QueryOf<'listDeliveries'> & CallOptions = {}): PagedList<DeliveryList['deliveries'][number], DeliveryList> {
    return this.caller.list('listDeliveries', [id], undefined, options);
  }

  /**
   * Send a delivery again
   *
   * `POST /v1/events/webhooks/{id}/deliveries/{deliveryId}/redeliver`
   */
  redeliver(id: string, deliveryId: string, options: CallOptions = {}): Promise<Delivery> {
    return this.caller.send('redeliver', [id, deliveryId], undefined, options);
  }
}

export class WebhooksMethods extends ApiResource {
  /**
   * Start a run by a webhook
   *
   * Serves the workflow whose trigger is a webhook at this path, which may have several segments, with the methods that the trigger names. The body may be of any type. It asks for no key: the trigger says how requests are signed. A repeat of a delivery id answers the first run. A synchronous trigger answers what the run responds, else its last result.
   *
   * `POST /v1/hooks/{path}`
   */
  send(path: string, body?: unknown, options: CallOptions = {}): Promise<AnswerOf<'receiveWebhook'>> {
    return this.caller.send('receiveWebhook', [path], body, options);
  }
}

export class ChannelsMethods extends ApiResource {
  /**
   * Make a channel
   *
   * `POST /v1/channels`
   */
  create(body: NewChannel, options: CallOptions = {}): Promise<ChannelWithSecret> {
    return this.caller.send('createChannel', [], body, options);
  }

  /**
   * List the channels of the project
   *
   * `GET /v1/channels`
   */
  list(options: QueryOf<'listChannels'> & CallOptions = {}): PagedList<ChannelList['channels'][number], ChannelList> {
    return this.caller.list('listChannels', [], undefined, options);
  }

  /**
   * Get a channel
   *
   * `GET /v1/channels/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<Channel> {
    return this.caller.send('getChannel', [id], undefined, options);
  }

  /**
   * Change the given fields of a channel
   *
   * `PUT /v1/channels/{id}`
   */
  update(id: string, body: ChannelChange, options: CallOptions = {}): Promise<Channel> {
    return this.caller.send('updateChannel', [id], body, options);
  }

  /**
   * Remove a channel, with its messages
   *
   * `DELETE /v1/channels/{id}`
   */
  delete(id: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('deleteChannel', [id], undefined, options);
  }

  /**
   * Give a channel another secret; the one before is worth nothing from then on
   *
   * `POST /v1/channels/{id}/rotate-secret`
   */
  rotateSecret(id: string, body?: ChannelSecret, options: CallOptions = {}): Promise<ChannelWithSecret> {
    return this.caller.send('rotateChannelSecret', [id], body, options);
  }

  /**
   * List the messages of a channel, newest first; behind a message, oldest first
   *
   * `GET /v1/channels/{id}/messages`
   */
  listMessages(id: string, options: QueryOf<'listChannelMessages'> & CallOptions = {}): PagedList<ChannelMessageList['messages'][number], ChannelMessageList> {
    return this.caller.list('listChannelMessages', [id], undefined, options);
  }
}

export class TablesMethods extends ApiResource {
  /**
   * Make a table, with its fields
   *
   * `POST /v1/tables`
   */
  create(body?: NewTable, options: CallOptions = {}): Promise<Table> {
    return this.caller.send('createTable', [], body, options);
  }

  /**
   * List the tables, newest first
   *
   * `GET /v1/tables`
   */
  list(options: QueryOf<'listTables'> & CallOptions = {}): PagedList<TablePage['data'][number], TablePage> {
    return this.caller.list('listTables', [], undefined, options);
  }

  /**
   * Get a table
   *
   * `GET /v1/tables/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<Table> {
    return this.caller.send('getTable', [id], undefined, options);
  }

  /**
   * Give a table another name
   *
   * `POST /v1/tables/{id}`
   */
  update(id: string, body?: TableChange, options: CallOptions = {}): Promise<Table> {
    return this.caller.send('updateTable', [id], body, options);
  }

  /**
   * Delete a table with all that is in it; nobody is told of its records
   *
   * `DELETE /v1/tables/{id}`
   */
  delete(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteTable', [id], undefined, options);
  }

  /**
   * Delete all records of a table
   *
   * `POST /v1/tables/{id}/clear`
   */
  clear(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('clearTable', [id], undefined, options);
  }

  /**
   * Get a whole table as JSON
   *
   * `GET /v1/tables/{id}/export`
   */
  export(id: string, options: CallOptions = {}): Promise<ExportedTable> {
    return this.caller.send('exportTable', [id], undefined, options);
  }

  /**
   * Download a whole table as CSV
   *
   * A row of names first. What spreadsheets would take for a formula gets an apostrophe before it, unless `formulas=true`.
   *
   * `GET /v1/tables/{id}/csv`
   */
  exportCsv(id: string, options: QueryOf<'exportTableCsv'> & CallOptions = {}): Promise<string> {
    return this.caller.send('exportTableCsv', [id], undefined, options);
  }

  /**
   * Add the rows of CSV as records: all of them or none
   *
   * The first row names the fields. Every value that a field does not take is told with its line and column.
   *
   * `POST /v1/tables/{id}/csv`
   */
  importCsv(id: string, body?: TableCsv, options: QueryOf<'importTableCsv'> & CallOptions = {}): Promise<ImportedRecords> {
    return this.caller.send('importTableCsv', [id], body, options);
  }

  /**
   * Have a flow or an address told of changes of a table’s records
   *
   * With `flowId`, the trigger of that flow is called, as a request to its webhook would. Without, `webhookUrl` gets each change as an event, signed with the secret that the answer shows this once (Standard Webhooks).
   *
   * `POST /v1/tables/{id}/webhooks`
   */
  createWebhook(id: string, body?: NewTableWebhook, options: CallOptions = {}): Promise<CreatedTableWebhook> {
    return this.caller.send('createTableWebhook', [id], body, options);
  }

  /**
   * List who is told of changes of a table’s records
   *
   * `GET /v1/tables/{id}/webhooks`
   */
  listWebhooks(id: string, options: CallOptions = {}): Promise<AnswerOf<'listTableWebhooks'>> {
    return this.caller.send('listTableWebhooks', [id], undefined, options);
  }

  /**
   * Tell somebody no more of changes of a table’s records
   *
   * `DELETE /v1/tables/{id}/webhooks/{webhookId}`
   */
  deleteWebhook(id: string, webhookId: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteTableWebhook', [id, webhookId], undefined, options);
  }

  /**
   * Add a field to a table
   *
   * `POST /v1/fields`
   */
  createField(body?: NewTableField, options: CallOptions = {}): Promise<TableField> {
    return this.caller.send('createField', [], body, options);
  }

  /**
   * List the fields of a table, in their order
   *
   * `GET /v1/fields`
   */
  listFields(options: QueryOf<'listFields'> & CallOptions): Promise<AnswerOf<'listFields'>> {
    return this.caller.send('listFields', [], undefined, options);
  }

  /**
   * Get a field of a table
   *
   * `GET /v1/fields/{id}`
   */
  getField(id: string, options: CallOptions = {}): Promise<TableField> {
    return this.caller.send('getField', [id], undefined, options);
  }

  /**
   * Give a field another name
   *
   * `POST /v1/fields/{id}`
   */
  updateField(id: string, body?: TableFieldChange, options: CallOptions = {}): Promise<TableField> {
    return this.caller.send('updateField', [id], body, options);
  }

  /**
   * Delete a field, with what records hold in it
   *
   * `DELETE /v1/fields/{id}`
   */
  deleteField(id: string, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteField', [id], undefined, options);
  }

  /**
   * Add records to a table: all of them or none
   *
   * `POST /v1/records`
   */
  createRecords(body?: NewTableRecords, options: CallOptions = {}): Promise<AnswerOf<'createRecords'>> {
    return this.caller.send('createRecords', [], body, options);
  }

  /**
   * List the records of a table, oldest first
   *
   * `GET /v1/records`
   */
  listRecords(options: QueryOf<'listRecords'> & CallOptions): PagedList<TableRecordPage['data'][number], TableRecordPage> {
    return this.caller.list('listRecords', [], undefined, options);
  }

  /**
   * Delete records, those of them that there are
   *
   * `DELETE /v1/records`
   */
  deleteRecords(body?: TableRecordIds, options: CallOptions = {}): Promise<void> {
    return this.caller.send('deleteRecords', [], body, options);
  }

  /**
   * Get a record
   *
   * `GET /v1/records/{id}`
   */
  getRecord(id: string, options: CallOptions = {}): Promise<TableRecord> {
    return this.caller.send('getRecord', [id], undefined, options);
  }

  /**
   * Change the fields of a record that are given
   *
   * `POST /v1/records/{id}`
   */
  updateRecord(id: string, body?: TableRecordChange, options: CallOptions = {}): Promise<TableRecord> {
    return this.caller.send('updateRecord', [id], body, options);
  }
}

export class ApiKeysMethods extends ApiResource {
  /**
   * Make an API key
   *
   * It stands for the caller’s user, and may never more than that user’s role in the project.
   *
   * `POST /v1/api-keys`
   */
  create(body: NewApiKey, options: CallOptions = {}): Promise<CreatedApiKey> {
    return this.caller.send('createApiKey', [], body, options);
  }

  /**
   * List the API keys of the project
   *
   * One’s own; owners get those of all members.
   *
   * `GET /v1/api-keys`
   */
  list(options: QueryOf<'listApiKeys'> & CallOptions = {}): PagedList<ApiKeyList['apiKeys'][number], ApiKeyList> {
    return this.caller.list('listApiKeys', [], undefined, options);
  }

  /**
   * Revoke an API key at once
   *
   * One’s own; owners revoke those of all members.
   *
   * `DELETE /v1/api-keys/{id}`
   */
  revoke(id: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('revokeApiKey', [id], undefined, options);
  }

  /**
   * Replace an own API key by a new one with the same rights
   *
   * `POST /v1/api-keys/{id}/rotate`
   */
  rotate(id: string, body?: ApiKeyRotation, options: CallOptions = {}): Promise<CreatedApiKey> {
    return this.caller.send('rotateApiKey', [id], body, options);
  }
}

export class AuthMethods extends ApiResource {
  /**
   * Sign in with a password
   *
   * The token is accepted wherever an API key is. With `cookie: true`, which only pages of the console may send, the answer sets it as a cookie that no script can read instead.
   *
   * `POST /v1/auth/sign-in`
   */
  signIn(body: SignIn, options: CallOptions = {}): Promise<SignedIn> {
    return this.caller.send('signIn', [], body, options);
  }

  /**
   * Ask for a link that sets a new password, by mail
   *
   * The answer is the same whether or not there is such an account.
   *
   * `POST /v1/auth/password-reset`
   */
  requestPasswordReset(body: PasswordResetRequest, options: CallOptions = {}): Promise<AnswerOf<'requestPasswordReset'>> {
    return this.caller.send('requestPasswordReset', [], body, options);
  }

  /**
   * Set a new password by a link; all sessions of the account end
   *
   * `POST /v1/auth/password-reset/confirm`
   */
  confirmPasswordReset(body: PasswordReset, options: CallOptions = {}): Promise<AnswerOf<'confirmPasswordReset'>> {
    return this.caller.send('confirmPasswordReset', [], body, options);
  }

  /**
   * The ways of signing in that there are here
   *
   * `GET /v1/auth/providers`
   */
  listProviders(options: CallOptions = {}): Promise<SignInProviders> {
    return this.caller.send('listSignInProviders', [], undefined, options);
  }

  /**
   * End the session; its token is worth nothing from then on
   *
   * `POST /v1/auth/sign-out`
   */
  signOut(options: CallOptions = {}): Promise<AnswerOf<'signOut'>> {
    return this.caller.send('signOut', [], undefined, options);
  }

  /**
   * Who acts, for which project, and which others there are
   *
   * `GET /v1/auth/session`
   */
  session(options: CallOptions = {}): Promise<SessionInfo> {
    return this.caller.send('getSession', [], undefined, options);
  }

  /**
   * Have the session act for another project of the user’s
   *
   * `POST /v1/auth/project`
   */
  moveSession(body: SessionMove, options: CallOptions = {}): Promise<SessionInfo> {
    return this.caller.send('moveSession', [], body, options);
  }

  /**
   * List one’s own open sessions, the one used last first
   *
   * `GET /v1/auth/sessions`
   */
  listSessions(options: CallOptions = {}): Promise<SessionList> {
    return this.caller.send('listSessions', [], undefined, options);
  }

  /**
   * End one of one’s own sessions
   *
   * `DELETE /v1/auth/sessions/{id}`
   */
  endSession(id: string, options: CallOptions = {}): Promise<AnswerOf<'endSession'>> {
    return this.caller.send('endSession', [id], undefined, options);
  }

  /**
   * Change one’s own password; all other sessions end
   *
   * Somebody who has none yet sets the first one by a link of `POST /v1/auth/password-reset`.
   *
   * `POST /v1/auth/password`
   */
  changePassword(body: PasswordChange, options: CallOptions = {}): Promise<PasswordChanged> {
    return this.caller.send('changePassword', [], body, options);
  }
}

export class UsersMethods extends ApiResource {
  /**
   * Rename a user, change what the user may in the installation, or disable it
   *
   * A disabled user’s keys and sessions end at once. The last administrator stays one.
   *
   * `PATCH /v1/users/{id}`
   */
  update(id: string, body: UserChange, options: CallOptions = {}): Promise<User> {
    return this.caller.send('updateUser', [id], body, options);
  }

  /**
   * Who acts, and for which project
   *
   * `GET /v1/me`
   */
  me(options: CallOptions = {}): Promise<Me> {
    return this.caller.send('getMe', [], undefined, options);
  }

  /**
   * List all users of the installation
   *
   * `GET /v1/users`
   */
  list(options: QueryOf<'listUsers'> & CallOptions = {}): PagedList<UserList['users'][number], UserList> {
    return this.caller.list('listUsers', [], undefined, options);
  }

  /**
   * Make a user, a member of the caller’s project
   *
   * `POST /v1/users`
   */
  create(body: NewUser, options: CallOptions = {}): Promise<User> {
    return this.caller.send('createUser', [], body, options);
  }
}

export class ProjectsMethods extends ApiResource {
  /**
   * The project that the credential acts for
   *
   * `GET /v1/users/projects/current`
   */
  current(options: CallOptions = {}): Promise<CurrentProject> {
    return this.caller.send('getCurrentProject', [], undefined, options);
  }

  /**
   * List the projects that the caller’s user is a member of
   *
   * Administrators of the installation get all of them.
   *
   * `GET /v1/projects`
   */
  list(options: QueryOf<'listProjects'> & CallOptions = {}): PagedList<ProjectList['projects'][number], ProjectList> {
    return this.caller.list('listProjects', [], undefined, options);
  }

  /**
   * Make a project; the caller becomes a member of it
   *
   * `POST /v1/projects`
   */
  create(body: NewProject, options: CallOptions = {}): Promise<Project> {
    return this.caller.send('createProject', [], body, options);
  }

  /**
   * Get a project with its settings
   *
   * One’s own; administrators of the installation get every one.
   *
   * `GET /v1/projects/{id}`
   */
  get(id: string, options: CallOptions = {}): Promise<ProjectDetail> {
    return this.caller.send('getProject', [id], undefined, options);
  }

  /**
   * Rename a project, or change its retention and quotas
   *
   * For owners of the project; quotas are administrators’ to change. It holds within seconds in every process.
   *
   * `PATCH /v1/projects/{id}`
   */
  update(id: string, body: ProjectChange, options: CallOptions = {}): Promise<ProjectDetail> {
    return this.caller.send('updateProject', [id], body, options);
  }

  /**
   * Archive a project that is not in use
   *
   * No credential acts for it from then on, and it is listed no more; its data stays as long as its retention says. It is refused while the project has runs that have not ended, or enabled workflows or flows. Administrators can take it back.
   *
   * `POST /v1/projects/{id}/archive`
   */
  archive(id: string, body: ProjectArchiving, options: CallOptions = {}): Promise<ProjectDetail> {
    return this.caller.send('archiveProject', [id], body, options);
  }

  /**
   * Take a project back from the archive
   *
   * `POST /v1/projects/{id}/restore`
   */
  restore(id: string, options: CallOptions = {}): Promise<ProjectDetail> {
    return this.caller.send('restoreProject', [id], undefined, options);
  }

  /**
   * What the project uses of each quota
   *
   * `GET /v1/usage`
   */
  getUsage(options: CallOptions = {}): Promise<Usage> {
    return this.caller.send('getUsage', [], undefined, options);
  }
}

export class MembersMethods extends ApiResource {
  /**
   * List the members of the project
   *
   * `GET /v1/members`
   */
  list(options: QueryOf<'listMembers'> & CallOptions = {}): PagedList<MemberList['members'][number], MemberList> {
    return this.caller.list('listMembers', [], undefined, options);
  }

  /**
   * Give a member another role
   *
   * It holds from the next request on. The last owner stays one.
   *
   * `PATCH /v1/members/{userId}`
   */
  update(userId: string, body: MemberChange, options: CallOptions = {}): Promise<Member> {
    return this.caller.send('updateMember', [userId], body, options);
  }

  /**
   * Remove a member from the project
   *
   * Revokes the keys that the user has for the project, and takes the user out of its groups. What the user made stays. The last owner stays.
   *
   * `DELETE /v1/members/{userId}`
   */
  remove(userId: string, options: CallOptions = {}): Promise<Success> {
    return this.caller.send('removeMember', [userId], undefined, options);
  }
}

export class AuditMethods extends ApiResource {
  /**
   * Search what was changed and decided in the project, and by whom
   *
   * For owners of the project. Entries are never changed or deleted.
   *
   * `GET /v1/audit`
   */
  list(options: QueryOf<'listAudit'> & CallOptions = {}): PagedList<AuditEntryList['entries'][number], AuditEntryList> {
    return this.caller.list('listAudit', [], undefined, options);
  }

  /**
   * Download all entries of a search, newest first, one a line as JSON
   *
   * When it fails on the way the connection is cut.
   *
   * `GET /v1/audit/export`
   */
  export(options: QueryOf<'exportAudit'> & CallOptions = {}): AsyncIterable<string> {
    return this.caller.lines('exportAudit', [], undefined, options);
  }
}

export class ServiceMethods extends ApiResource {
  /**
   * Where things are
   *
   * `GET /`
   */
  root(options: CallOptions = {}): Promise<Root> {
    return this.caller.send('getRoot', [], undefined, options);
  }

  /**
   * Whether the process lives
   *
   * `GET /healthz`
   */
  health(options: CallOptions = {}): Promise<Health> {
    return this.caller.send('getHealth', [], undefined, options);
  }

  /**
   * Whether everything that runs need is there, and what is missing
   *
   * `GET /readyz`
   */
  readiness(options: CallOptions = {}): Promise<Readiness> {
    return this.caller.send('getReadiness', [], undefined, options);
  }

  /**
   * Metrics for Prometheus
   *
   * `GET /metrics`
   */
  metrics(options: CallOptions = {}): Promise<string> {
    return this.caller.send('getMetrics', [], undefined, options);
  }

  /**
   * This document
   *
   * `GET /openapi.json`
   */
  openApi(options: CallOptions = {}): Promise<AnswerOf<'getOpenApi'>> {
    return this.caller.send('getOpenApi', [], undefined, options);
  }

  /**
   * The reference page; it loads nothing from elsewhere
   *
   * `GET /docs`
   */
  docs(options: CallOptions = {}): Promise<string> {
    return this.caller.send('getDocs', [], undefined, options);
  }

  /**
   * A script or style of the reference page
   *
   * `GET /docs/assets/{file}`
   */
  docsAsset(file: string, options: CallOptions = {}): Promise<string> {
    return this.caller.send('getDocsAsset', [file], undefined, options);
  }

  /**
   * What an error code means, and what to do: the `type` of a problem document
   *
   * `GET /docs/errors/{code}`
   */
  errorPage(code: string, options: CallOptions = {}): Promise<string> {
    return this.caller.send('getErrorPage', [code], undefined, options);
  }
}
