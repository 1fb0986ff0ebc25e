/** The wire's resources, named for the console; the HTTP contract is the source of each field. */
import type {
  AnswerOf,
  apiKeyRoutes,
  appConnectionRoutes,
  approvalRoutes,
  auditRoutes,
  bulkRoutes,
  channelRoutes,
  connectionRoutes,
  draftRoutes,
  flowRoutes,
  flowRunRoutes,
  folderRoutes,
  groupRoutes,
  invitedRoutes,
  labelRoutes,
  mcpServerRoutes,
  memberRoutes,
  peopleRoutes,
  pieceRoutes,
  projectRoutes,
  RouteContract,
  runControlRoutes,
  runRoutes,
  runSearchRoutes,
  runStepRoutes,
  savedSearchRoutes,
  scheduleRoutes,
  tableFieldRoutes,
  tableRecordRoutes,
  tableRoutes,
  toolRoutes,
  userInvitationRoutes,
  versionRoutes,
  workflowRoutes,
} from '@perdura/contracts';
import type {
  BodyDefinition,
  Definition,
  EdgeDefinition,
  FlowNodeType,
  FlowTrigger,
  NodeDefinition,
  NodeType,
  Trigger,
} from '@perdura/definition';

export type { BodyDefinition, EdgeDefinition, FlowNodeType, NodeDefinition, NodeType, Trigger };

type Body<Contract extends RouteContract> = Extract<AnswerOf<Contract>, { status: 200 }>['body'];

type WithDefinition<Document, Part extends keyof Definition> = Omit<Document, Part> & Pick<Definition, Part>;

export type Workflow = WithDefinition<Body<typeof workflowRoutes.getWorkflow>, 'trigger' | 'nodes' | 'edges'>;
export type WorkflowSummary = Omit<Workflow, 'nodes' | 'edges'>;
export type WorkflowPage = Omit<Body<typeof workflowRoutes.listWorkflows>, 'workflows'> & {
  workflows: WorkflowSummary[];
};
export type WorkflowVersion = WithDefinition<Body<typeof versionRoutes.getVersion>, 'trigger' | 'nodes' | 'edges'>;
export type VersionPage = Omit<Body<typeof versionRoutes.listVersions>, 'versions'> & { versions: WorkflowVersion[] };

export type VersionDiff = Body<typeof versionRoutes.diffVersions>;
export type FieldChange = VersionDiff['fields'][number];
export type LabelPage = Body<typeof labelRoutes.listLabels>;
/** What is worked on: the fields of a definition stand in it as their author wrote them. */
export type WorkflowDraft = Body<typeof draftRoutes.getDraft> & { note?: unknown };

export type Schedule = Body<typeof scheduleRoutes.getSchedule>;
export type ScheduleFire = Schedule['recent'][number];
export type FireOutcome = ScheduleFire['outcome'];
export type FirePage = Body<typeof scheduleRoutes.listFires>;
export type SchedulePage = Body<typeof scheduleRoutes.listSchedules>;
export type UpcomingFires = Body<typeof scheduleRoutes.listUpcoming>;

export type AuditPage = Body<typeof auditRoutes.listAudit>;
export type AuditEntry = AuditPage['entries'][number];
export type Usage = Body<typeof projectRoutes.getUsage>['usage'];
export type ProjectDetail = Body<typeof projectRoutes.getProject>;

export type RunPage = Body<typeof runSearchRoutes.searchRuns>;
export type Run = Body<typeof runRoutes.getRun>;
export type RunStatus = Run['status'];
export type Step = Run['stepResults'][number];
export type StepStatus = Step['status'];

export type RunCounts = Body<typeof runSearchRoutes.countRuns>;
export type RunLineage = Body<typeof runControlRoutes.getRunLineage>;
export type LineageRun = RunLineage['retries'][number];
export type SavedSearchPage = Body<typeof savedSearchRoutes.listSearches>;
export type SavedSearch = SavedSearchPage['searches'][number];
export type BulkJob = Body<typeof bulkRoutes.getBulk>;
export type BulkJobPage = Body<typeof bulkRoutes.listBulk>;
export type BulkItemPage = Body<typeof bulkRoutes.listBulkItems>;

export type IterationCounts = Run['iterations'][string];
export type StepDetail = Body<typeof runStepRoutes.getRunStep>;
export type StepIteration = StepDetail['iterations'][number];

export type ApprovalPage = Body<typeof approvalRoutes.listApprovals>;
export type Approval = Body<typeof approvalRoutes.getApproval>;
export type ApprovalStatus = Approval['status'];
export type GroupPage = Body<typeof groupRoutes.listGroups>;
export type Group = GroupPage['groups'][number];
export type MemberPage = Body<typeof memberRoutes.listMembers>;
export type Member = MemberPage['members'][number];
export type ApiKeyPage = Body<typeof apiKeyRoutes.listApiKeys>;
export type ApiKey = ApiKeyPage['apiKeys'][number];
/** With the key itself, which is shown once. */
export type CreatedApiKey = Extract<AnswerOf<typeof apiKeyRoutes.createApiKey>, { status: 201 }>['body'];
export type UserInvitationPage = Body<typeof userInvitationRoutes.listUserInvitations>;
export type UserInvitation = UserInvitationPage['data'][number];
export type ShownInvitation = Body<typeof invitedRoutes.showUserInvitation>;
export type AcceptedInvitation = Body<typeof invitedRoutes.acceptUserInvitation>;
export type UserPage = Body<typeof peopleRoutes.listUsers>;
export type User = UserPage['users'][number];
export type ProjectPage = Body<typeof peopleRoutes.listProjects>;
export type Project = ProjectPage['projects'][number];
export type Me = Body<typeof peopleRoutes.getMe>;

export type ToolPage = Body<typeof toolRoutes.listTools>;
export type Tool = ToolPage['tools'][number];
export type ConnectionPage = Body<typeof connectionRoutes.listConnections>;

type WithTrigger<Version> = Omit<Version, 'trigger'> & { trigger: FlowTrigger };
type AnsweredFlow = Body<typeof flowRoutes.getFlow>;
export type FlowVersion = WithTrigger<AnsweredFlow['version']>;
export type Flow = Omit<AnsweredFlow, 'version'> & { version: FlowVersion };
export type FlowPage = Omit<Body<typeof flowRoutes.listFlows>, 'data'> & { data: Flow[] };
export type FlowVersionPage = Omit<Body<typeof flowRoutes.listFlowVersions>, 'data'> & { data: FlowVersion[] };
export type FlowFolder = Body<typeof folderRoutes.getFolder>;
export type FlowFolderPage = Body<typeof folderRoutes.listFolders>;
export type FlowRunPage = Body<typeof flowRunRoutes.listFlowRuns>;
export type FlowRun = FlowRunPage['data'][number];
export type FlowRunStatus = FlowRun['status'];
export type PieceSummary = Body<typeof pieceRoutes.listPieces>[number];
export type Piece = Body<typeof pieceRoutes.getPiece>;
export type ChannelPage = Body<typeof channelRoutes.listChannels>;
export type Channel = ChannelPage['channels'][number];
export type ChannelWithSecret = Body<typeof channelRoutes.rotateChannelSecret>;
export type ChannelMessagePage = Body<typeof channelRoutes.listChannelMessages>;
export type ChannelAutomations = Body<typeof channelRoutes.listChannelAutomation>;
export type TablePage = Body<typeof tableRoutes.listTables>;
export type DataTable = TablePage['data'][number];
export type TableField = Body<typeof tableFieldRoutes.getField>;
export type TableRecordPage = Body<typeof tableRecordRoutes.listRecords>;
export type TableRecord = TableRecordPage['data'][number];
export type ChannelAutomation = ChannelAutomations['data'][number];
export type McpServerPage = Body<typeof mcpServerRoutes.listMcpServers>;
export type McpServer = McpServerPage['data'][number];
export type AppConnectionPage = Body<typeof appConnectionRoutes.listAppConnections>;
export type AppConnection = AppConnectionPage['data'][number];

/** A mail as the development mailbox shows it. */
export interface MailMessage {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  receivedAt: string;
}
