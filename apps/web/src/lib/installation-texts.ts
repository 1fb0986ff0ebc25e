/** Texts for administrators of the installation, in English and in Chinese. */
export const INSTALLATION_TEXTS = {
  installation: ['Installation', '系统管理'],
  users: ['Users', '用户'],
  usersHint: [
    'Administrators may do everything in the installation. Operators of the installation act on runs in every project.',
    '管理员可在系统内进行任何操作。系统操作员可在所有项目中操作执行。',
  ],
  userRights: ['Rights in the installation', '系统权限'],
  confirmDisableUser: [
    'Disable this user? The user’s keys and sessions end at once.',
    '停用此用户?其密钥和会话会立即失效。',
  ],
  inviteToInstallation: ['Invite to the installation', '邀请加入系统'],
  invitationsToInstallation: ['Pending invitations to the installation', '待接受的系统邀请'],
  projects: ['Projects', '项目'],
  newProject: ['New project', '新建项目'],
  projectState: ['State', '状态'],
  projectInUse: ['In use', '使用中'],
  projectArchived: ['Archived', '已归档'],
  archiveProject: ['Archive', '归档'],
  archiveHint: [
    'Nobody can act in an archived project, and it is listed no more. Administrators can take it back.',
    '归档后,任何人都无法在该项目中操作,项目也不再列出。管理员可以恢复。',
  ],
  archiveThisProject: ['Archive this project', '归档此项目'],
  renameProject: ['Rename project', '重命名项目'],
  keptAsInstalled: ['as the installation says', '按系统设置'],
  projectId: ['Id of the project', '项目 ID'],
  archiveName: ['Name of the project, to confirm', '输入项目名称以确认'],
  restoreProject: ['Take back', '恢复'],
  onlyAdministrators: ['This page is for administrators of the installation.', '此页面仅供系统管理员使用。'],
} as const satisfies Record<string, readonly [english: string, chinese: string]>;
