-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "display_name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "metadata" JSONB,
ADD COLUMN     "owner_id" TEXT,
ADD COLUMN     "piece_name" TEXT,
ADD COLUMN     "piece_version" TEXT,
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "scope" TEXT NOT NULL DEFAULT 'PROJECT',
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'ACTIVE';

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "environment" TEXT NOT NULL DEFAULT 'PRODUCTION',
ADD COLUMN     "fail_parent_on_failure" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "flow_version_id" TEXT,
ADD COLUMN     "step_name_to_test" TEXT;

-- CreateTable
CREATE TABLE "flows" (
    "workflow_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "folder_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'DISABLED',
    "published_version_id" TEXT,
    "operation_status" TEXT NOT NULL DEFAULT 'NONE',
    "metadata" JSON,
    "time_saved_per_run" INTEGER,
    "trigger_source" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flows_pkey" PRIMARY KEY ("workflow_id")
);

-- CreateTable
CREATE TABLE "flow_versions" (
    "id" TEXT NOT NULL,
    "flow_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "trigger" JSON NOT NULL,
    "valid" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'DRAFT',
    "schema_version" TEXT,
    "connection_ids" TEXT[],
    "agent_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "notes" JSON NOT NULL DEFAULT '[]',
    "backup_files" JSONB,
    "updated_by" TEXT,
    "run_version" INTEGER,
    "run_hash" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_folders" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "display_order" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_folders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_samples" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "flow_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "step_name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_samples_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trigger_events" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "flow_id" TEXT NOT NULL,
    "source_name" TEXT NOT NULL,
    "payload" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "trigger_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trigger_stats" (
    "project_id" TEXT NOT NULL,
    "piece_name" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "success" INTEGER NOT NULL DEFAULT 0,
    "failure" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "trigger_stats_pkey" PRIMARY KEY ("project_id","piece_name","day")
);

-- CreateTable
CREATE TABLE "trigger_calls" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "flow_id" TEXT NOT NULL,
    "version_id" TEXT,
    "hook" TEXT NOT NULL,
    "payload" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dispatched_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "trigger_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_entries" (
    "project_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "store_entries_pkey" PRIMARY KEY ("project_id","scope","key")
);

-- CreateTable
CREATE TABLE "piece_files" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "run_id" TEXT,
    "step_name" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "piece_files_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "piece_waits" (
    "request_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "iteration" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "payload" JSONB,
    "resumed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "piece_waits_pkey" PRIMARY KEY ("request_id")
);

-- CreateTable
CREATE TABLE "piece_releases" (
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "metadata" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "piece_releases_pkey" PRIMARY KEY ("name","version")
);

-- CreateTable
CREATE TABLE "variables" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "variables_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "flows_project_id_workflow_id_idx" ON "flows"("project_id", "workflow_id" DESC);

-- CreateIndex
CREATE INDEX "flows_folder_id_idx" ON "flows"("folder_id");

-- CreateIndex
CREATE UNIQUE INDEX "flows_project_id_external_id_key" ON "flows"("project_id", "external_id");

-- CreateIndex
CREATE INDEX "flow_versions_flow_id_id_idx" ON "flow_versions"("flow_id", "id" DESC);

-- CreateIndex
CREATE INDEX "flow_folders_project_id_id_idx" ON "flow_folders"("project_id", "id" DESC);

-- CreateIndex
CREATE INDEX "flow_samples_flow_id_idx" ON "flow_samples"("flow_id");

-- CreateIndex
CREATE UNIQUE INDEX "flow_samples_version_id_step_name_type_key" ON "flow_samples"("version_id", "step_name", "type");

-- CreateIndex
CREATE INDEX "trigger_events_flow_id_id_idx" ON "trigger_events"("flow_id", "id" DESC);

-- CreateIndex
CREATE INDEX "piece_files_run_id_idx" ON "piece_files"("run_id");

-- CreateIndex
CREATE INDEX "piece_files_created_at_idx" ON "piece_files"("created_at");

-- CreateIndex
CREATE INDEX "piece_waits_run_id_idx" ON "piece_waits"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "variables_project_id_name_key" ON "variables"("project_id", "name");

-- AddForeignKey
ALTER TABLE "flows" ADD CONSTRAINT "flows_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flows" ADD CONSTRAINT "flows_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "flow_folders"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_versions" ADD CONSTRAINT "flow_versions_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flows"("workflow_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_samples" ADD CONSTRAINT "flow_samples_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flows"("workflow_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "piece_waits" ADD CONSTRAINT "piece_waits_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Calls of triggers that are still to be handed over, and pieces whose runs are still to be told.
CREATE INDEX "trigger_calls_undispatched_idx" ON "trigger_calls"("created_at") WHERE "dispatched_at" IS NULL;
CREATE INDEX "piece_waits_wake_idx" ON "piece_waits"("wake_at") WHERE "wake_at" IS NOT NULL;

-- Runs of flows, as their own contract lists them.
CREATE INDEX "runs_flow_idx" ON "runs"("project_id", "environment", "id" DESC) WHERE "flow_version_id" IS NOT NULL;
