-- AlterTable
ALTER TABLE "audit_entries" ADD COLUMN     "api_key_id" TEXT;

-- CreateTable
CREATE TABLE "audit_intents" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "entry" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_intents_pkey" PRIMARY KEY ("id")
);

-- Counted anew after a crash: no start waits for the log of writes because of it.
CREATE UNLOGGED TABLE "quota_windows" (
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "used" INTEGER NOT NULL,
    "granted" INTEGER NOT NULL,

    CONSTRAINT "quota_windows_pkey" PRIMARY KEY ("project_id","name")
);

-- CreateIndex
CREATE INDEX "audit_entries_project_id_action_id_idx" ON "audit_entries"("project_id", "action", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_project_id_actor_id_idx" ON "audit_entries"("project_id", "actor", "id" DESC);

-- CreateIndex
CREATE INDEX "events_project_id_id_idx" ON "events"("project_id", "id" DESC);
