-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "admitted_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "parent_iteration" TEXT,
ADD COLUMN     "parent_node_id" TEXT,
ADD COLUMN     "parent_waits" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "parent_woken_at" TIMESTAMPTZ(3),
ADD COLUMN     "paused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 3,
ADD COLUMN     "response" JSONB,
ADD COLUMN     "result" JSONB,
ADD COLUMN     "slot_key" TEXT,
ADD COLUMN     "started_by" TEXT;

-- AlterTable
ALTER TABLE "steps" ADD COLUMN     "child_run_id" TEXT;

-- CreateTable
CREATE TABLE "step_attempts" (
    "run_id" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "iteration" TEXT NOT NULL DEFAULT '0',
    "attempt" INTEGER NOT NULL,
    "queued_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_message" TEXT,
    "worker" TEXT NOT NULL,
    "input" JSONB,
    "log" JSONB,

    CONSTRAINT "step_attempts_pkey" PRIMARY KEY ("run_id","node_id","iteration","attempt")
);

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "iteration" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "message" TEXT NOT NULL DEFAULT '',
    "approvers" JSONB NOT NULL,
    "escalation" JSONB NOT NULL DEFAULT '[]',
    "level" INTEGER NOT NULL DEFAULT 1,
    "required" INTEGER,
    "form" JSONB,
    "on_timeout" TEXT NOT NULL,
    "allow_self" BOOLEAN NOT NULL DEFAULT false,
    "decisions" JSONB NOT NULL DEFAULT '[]',
    "comments" JSONB NOT NULL DEFAULT '[]',
    "deadline" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_tokens" (
    "hash" TEXT NOT NULL,
    "approval_id" TEXT NOT NULL,
    "approver" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "groups" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "members" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_waits" (
    "run_id" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "iteration" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "correlation_key" TEXT,
    "matched_event_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_waits_pkey" PRIMARY KEY ("run_id","node_id","iteration")
);

-- CreateTable
CREATE TABLE "blob_uses" (
    "project_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,

    CONSTRAINT "blob_uses_pkey" PRIMARY KEY ("project_id","hash","run_id")
);

-- CreateIndex
CREATE INDEX "approvals_project_id_id_idx" ON "approvals"("project_id", "id" DESC);

-- CreateIndex
CREATE INDEX "approvals_project_id_status_id_idx" ON "approvals"("project_id", "status", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "approvals_run_id_node_id_iteration_key" ON "approvals"("run_id", "node_id", "iteration");

-- CreateIndex
CREATE INDEX "approval_tokens_approval_id_idx" ON "approval_tokens"("approval_id");

-- CreateIndex
CREATE UNIQUE INDEX "groups_project_id_name_key" ON "groups"("project_id", "name");

-- CreateIndex
CREATE INDEX "event_waits_project_id_event_idx" ON "event_waits"("project_id", "event");

-- CreateIndex
CREATE UNIQUE INDEX "event_waits_run_id_node_id_matched_event_id_key" ON "event_waits"("run_id", "node_id", "matched_event_id");

-- CreateIndex
CREATE INDEX "blob_uses_run_id_idx" ON "blob_uses"("run_id");

-- AddForeignKey
ALTER TABLE "step_attempts" ADD CONSTRAINT "step_attempts_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_tokens" ADD CONSTRAINT "approval_tokens_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approvals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_waits" ADD CONSTRAINT "event_waits_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
