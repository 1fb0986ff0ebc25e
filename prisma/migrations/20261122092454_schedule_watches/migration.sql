-- CreateTable
CREATE TABLE "schedule_watches" (
    "workflow_id" TEXT NOT NULL,
    "settled_until" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "missed_catchup" BIGINT,
    "skipped_overlap" BIGINT,

    CONSTRAINT "schedule_watches_pkey" PRIMARY KEY ("workflow_id")
);

-- CreateIndex
CREATE INDEX "schedule_watches_due_at_idx" ON "schedule_watches"("due_at");

-- AddForeignKey
ALTER TABLE "schedule_watches" ADD CONSTRAINT "schedule_watches_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What earlier versions fired has no rows: the watch over schedules that are there already begins now.
INSERT INTO "schedule_watches" ("workflow_id", "settled_until", "due_at", "hash", "state")
  SELECT "id", now(), now(), "schedule_desired",
    jsonb_build_object('trigger', "trigger", 'enabled', "enabled", 'paused', "schedule_paused", 'note', "schedule_note")
  FROM "workflows" WHERE "schedule_desired" IS NOT NULL AND "deleted_at" IS NULL;

-- Written by hand: Prisma's schema language has no partial indexes, and its comparison leaves them alone.

-- A run for later waits for its time without a slot: it is no part of the queues until then.
DROP INDEX "runs_queued_idx";
CREATE INDEX "runs_queued_idx" ON "runs"("workflow_id", "slot_key", "priority", "id")
  WHERE "admitted_at" IS NULL AND "slot_key" IS NOT NULL AND "status" IN ('pending', 'running', 'waiting');
DROP INDEX "runs_start_at";
CREATE INDEX "runs_start_at" ON "runs"("start_at")
  WHERE "start_at" IS NOT NULL AND "admitted_at" IS NULL AND "slot_key" IS NULL AND "status" = 'pending';
