-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "resumes" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "start_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "steps" ADD COLUMN     "sequence" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "workflows" ADD COLUMN     "schedule_note" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "schedule_paused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "trigger_path" TEXT;

-- CreateTable
CREATE TABLE "workflow_labels" (
    "workflow_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_labels_pkey" PRIMARY KEY ("workflow_id","label")
);

-- CreateTable
CREATE TABLE "workflow_drafts" (
    "workflow_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "base_version" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "user_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_drafts_pkey" PRIMARY KEY ("workflow_id")
);

-- CreateTable
CREATE TABLE "schedule_fires" (
    "workflow_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "run_id" TEXT,
    "backfill" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_fires_pkey" PRIMARY KEY ("workflow_id","at","backfill")
);

-- CreateTable
CREATE TABLE "bulk_jobs" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "input" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "user_id" TEXT,
    "total" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dispatched_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_job_items" (
    "job_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'pending',
    "code" TEXT,
    "message" TEXT,
    "new_run_id" TEXT,

    CONSTRAINT "bulk_job_items_pkey" PRIMARY KEY ("job_id","run_id")
);

-- CreateTable
CREATE TABLE "saved_searches" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_searches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "action" TEXT NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "ip" TEXT,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "bulk_jobs_project_id_id_idx" ON "bulk_jobs"("project_id", "id" DESC);

-- CreateIndex
CREATE INDEX "bulk_job_items_job_id_outcome_run_id_idx" ON "bulk_job_items"("job_id", "outcome", "run_id");

-- CreateIndex
CREATE UNIQUE INDEX "saved_searches_project_id_name_key" ON "saved_searches"("project_id", "name");

-- CreateIndex
CREATE INDEX "audit_entries_project_id_id_idx" ON "audit_entries"("project_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_project_id_target_id_idx" ON "audit_entries"("project_id", "target", "id" DESC);

-- AddForeignKey
ALTER TABLE "workflow_labels" ADD CONSTRAINT "workflow_labels_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_drafts" ADD CONSTRAINT "workflow_drafts_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_fires" ADD CONSTRAINT "schedule_fires_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_job_items" ADD CONSTRAINT "bulk_job_items_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "bulk_jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One workflow of the installation at a time answers a path.
CREATE UNIQUE INDEX "workflows_trigger_path" ON "workflows" ("trigger_path")
  WHERE "trigger_path" IS NOT NULL AND "deleted_at" IS NULL;

-- Lineage: what repeats a run, and what a run started.
CREATE INDEX "runs_retry_of" ON "runs" ("retry_of", "id") WHERE "retry_of" IS NOT NULL;

-- Runs that shall start later.
CREATE INDEX "runs_start_at" ON "runs" ("start_at") WHERE "start_at" IS NOT NULL AND "dispatched_at" IS NULL;

-- Operations over many runs that are to be handed over to Temporal.
CREATE INDEX "bulk_jobs_undispatched" ON "bulk_jobs" ("created_at") WHERE "dispatched_at" IS NULL;

-- What was written stays as it was written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_entries_not_truncated" BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
