/** The names of an operation in the SDK: `<resource>.<method>`, one or several. They are published, so they stay. */
export interface MethodName {
  names: string[];
  /** Whether the method is written by hand, under these names. */
  own?: true;
  /** Whether it takes a body of any shape and type. */
  freeBody?: true;
}

const NAMES: Record<string, MethodName> = {
  ...named('workflows', {
    ...{ listWorkflows: 'list', getWorkflow: 'get', updateWorkflow: 'update' },
    ...{ deleteWorkflow: 'delete', runWorkflow: 'run' },
    ...same('listVersions diffVersions getVersion updateVersion restoreVersion'),
    ...{ listLabels: 'listLabels', putLabel: 'setLabel', deleteLabel: 'deleteLabel' },
    ...same('getDraft saveDraft deleteDraft publishDraft'),
    // The flow engine, by the names that its users know.
    ...same('createFlow listFlows countFlows getFlow applyFlowOperation deleteFlow listFlowVersions getFlowTemplate'),
    ...same('createFolder listFolders getFolder updateFolder deleteFolder'),
    ...{ listFlowRuns: 'listRuns', countFlowRuns: 'countRuns', getFlowRun: 'getRun', retryFlowRun: 'retryRun' },
    ...{ cancelFlowRun: 'cancelRun', retryFlowRuns: 'retryRuns', cancelFlowRuns: 'cancelRuns' },
    ...{ archiveFlowRuns: 'archiveRuns' },
    ...{ upsertAppConnection: 'upsertConnection', listAppConnections: 'listConnections' },
    ...{ getAppConnection: 'getConnection', updateAppConnection: 'updateConnection' },
    ...{ deleteAppConnection: 'deleteConnection', listAppConnectionOwners: 'listConnectionOwners' },
    ...same('getOAuth2AuthorizationUrl upsertVariable listVariables deleteVariable'),
    ...same('listPieces getScopedPiece getPieceOptions getPieceFile'),
    ...same('createMcpServer getMcpServer updateMcpServer deleteMcpServer'),
    rotateMcpServer: 'rotateMcpToken',
    ...{ createUserInvitation: 'createInvitation', listUserInvitations: 'listInvitations' },
    ...{ deleteUserInvitation: 'deleteInvitation', showUserInvitation: 'getInvitation' },
    acceptUserInvitation: 'acceptInvitation',
    ...same('testTrigger cancelTriggerTest listTriggerEvents createTriggerEvent getTriggerRunStatus'),
  }),
  ...free('workflows', { keepFlowSample: 'keepSample', resumeFlowRun: 'resumeRun' }),
  ...free('workflows', { resumeFlowRunAndWait: 'resumeRunSync', tryFlowAndWait: 'testFlowSync' }),
  ...free('workflows', { callFlowAndWait: 'triggerFlowSync', tryFlow: 'testFlow' }),
  ...free('webhooks', { receiveWebhook: 'send' }),
  getPiece: { names: ['workflows.getPiece'] },
  ...named('workflows', {
    ...same('createTable listTables getTable updateTable deleteTable'),
    ...same('createField listFields getField updateField deleteField'),
    ...same('createRecords listRecords getRecord updateRecord deleteRecords'),
  }),
  ...named('tables', {
    ...{ clearTable: 'clear', exportTable: 'export', exportTableCsv: 'exportCsv', importTableCsv: 'importCsv' },
    ...{ createTableWebhook: 'createWebhook', listTableWebhooks: 'listWebhooks', deleteTableWebhook: 'deleteWebhook' },
  }),
  ...named('channels', {
    ...{ createChannel: 'create', listChannels: 'list', getChannel: 'get', updateChannel: 'update' },
    ...{ deleteChannel: 'delete', rotateChannelSecret: 'rotateSecret', listChannelMessages: 'listMessages' },
  }),
  receiveChannelMessage: { names: ['channels.sendMessage'], own: true },
  listChannelAutomation: { names: ['workflows.listChannelAutomation'], own: true },
  listChannelAutomationOfService: { names: ['workflows.listChannelAutomation'], own: true },
  ...named('auth', {
    ...same('signIn signOut requestPasswordReset confirmPasswordReset changePassword'),
    ...{ listSignInProviders: 'listProviders', getSession: 'session', moveSession: 'moveSession' },
    ...same('listSessions endSession'),
  }),
  startOidcSignIn: { names: ['auth.oidcStartUrl'], own: true },
  // The provider sends the browser there.
  finishOidcSignIn: { names: [] },
  // Clients of the Model Context Protocol speak it there.
  ...{ callMcpServer: { names: [] }, endMcpSession: { names: [] } },
  ...{ callPlatformMcp: { names: [] }, endPlatformMcpSession: { names: [] } },
  listMcpServers: { names: ['workflows.listMcpServers'], own: true },
  createWorkflow: { names: ['workflows.create'], own: true },
  callFlow: { names: ['workflows.triggerFlow'], own: true },
  ...named('runs', {
    ...{ searchRuns: 'list', countRuns: 'count', exportRuns: 'export', getRun: 'get' },
    ...{ listWorkflowRuns: 'listByWorkflow', getWorkflowRun: 'getByWorkflow', cancelRun: 'cancel' },
    ...{ terminateRun: 'terminate', getRunStep: 'getStep', getRunFile: 'getFile', pauseRun: 'pause' },
    ...{ resumeRun: 'resume', retryRun: 'retry', rerunRun: 'rerun', getRunLineage: 'getLineage' },
    ...same('startBulk listBulkJobs getBulkJob listBulkItems cancelBulkJob'),
  }),
  watchRun: { names: ['runs.stream'], own: true },
  watchRuns: { names: ['runs.streamAll'], own: true },
  ...named('savedSearches', {
    ...{ createSearch: 'create', listSearches: 'list', getSearch: 'get', updateSearch: 'update' },
    deleteSearch: 'delete',
  }),
  ...named('schedules', {
    ...{ getSchedule: 'get', listScheduleFires: 'listFires', pauseSchedule: 'pause', resumeSchedule: 'resume' },
    ...{ backfillSchedule: 'backfill', listSchedules: 'list', listUpcomingFires: 'listUpcoming' },
  }),
  ...named('approvals', {
    ...{ listApprovals: 'list', getApproval: 'get', decideApproval: 'decide', delegateApproval: 'delegate' },
    ...{ commentOnApproval: 'comment', moveApprovalDeadline: 'moveDeadline', cancelApproval: 'cancel' },
    ...{ showApprovalPage: 'getPage', decideByLink: 'decideByLink' },
  }),
  ...named('groups', { listGroups: 'list', getGroup: 'get', saveGroup: 'save', deleteGroup: 'delete' }),
  ...named('tools', {
    ...{ saveTool: 'save', listTools: 'list', getTool: 'get', deleteTool: 'delete', testTool: 'test' },
  }),
  ...named('connections', {
    ...{ createConnection: 'create', listConnections: 'list', getConnection: 'get', updateConnection: 'update' },
    deleteConnection: 'delete',
  }),
  publishEvent: { names: ['events.publish'], own: true },
  ...named('events', {
    ...{ listEventTypes: 'listTypes', createSubscription: 'createSubscription' },
    ...same('listSubscriptions deleteSubscription listDeliveries redeliver'),
  }),
  ...named('apiKeys', {
    ...{ createApiKey: 'create', listApiKeys: 'list', revokeApiKey: 'revoke', rotateApiKey: 'rotate' },
  }),
  ...named('users', { getMe: 'me', listUsers: 'list', createUser: 'create', updateUser: 'update' }),
  ...named('projects', {
    ...{ getCurrentProject: 'current', listProjects: 'list', createProject: 'create', getProject: 'get' },
    ...{ updateProject: 'update', getUsage: 'getUsage', archiveProject: 'archive', restoreProject: 'restore' },
  }),
  ...named('members', { listMembers: 'list', updateMember: 'update', removeMember: 'remove' }),
  ...named('audit', { listAudit: 'list', exportAudit: 'export' }),
  ...named('service', {
    ...{ getRoot: 'root', getHealth: 'health', getReadiness: 'readiness', getMetrics: 'metrics' },
    ...{ getOpenApi: 'openApi', getDocs: 'docs', getDocsAsset: 'docsAsset', getErrorPage: 'errorPage' },
  }),
};

/** Tables have a group of their own beside the one of the flow engine. */
const TABLES: Record<string, string> = {
  ...{ createTable: 'create', listTables: 'list', getTable: 'get', updateTable: 'update', deleteTable: 'delete' },
  ...same('createField listFields getField updateField deleteField'),
  ...same('createRecords listRecords getRecord updateRecord deleteRecords'),
};

/**
 * The names of all operations: none where no program calls it. `own` are those whose method is written by hand in
 * `src/resources`.
 */
export const METHOD_NAMES: Record<string, MethodName> = Object.fromEntries(
  Object.entries(NAMES).map(([id, { names, ...rest }]) => {
    const other = TABLES[id];
    return [id, { ...rest, names: other === undefined ? names : [...names, `tables.${other}`] }];
  }),
);

function named(resource: string, methods: Record<string, string>): Record<string, MethodName> {
  return Object.fromEntries(
    Object.entries(methods).map(([operation, method]) => [operation, { names: [`${resource}.${method}`] }]),
  );
}

/** Operations whose methods have their names. */
function same(operations: string): Record<string, string> {
  return Object.fromEntries(operations.split(' ').map((operation) => [operation, operation]));
}

function free(resource: string, methods: Record<string, string>): Record<string, MethodName> {
  return Object.fromEntries(
    Object.entries(named(resource, methods)).map(([operation, name]) => [operation, { ...name, freeBody: true }]),
  );
}
