-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "admission_untold" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "rate_limit" INTEGER,
ADD COLUMN     "rate_per_ms" BIGINT,
ADD COLUMN     "slot_limit" INTEGER;

-- Written by hand: Prisma's schema language has no partial indexes, and its comparison leaves them alone.

-- The queues: each slot's in the order of admission, and the slots of a workflow that have one. Few rows.
CREATE INDEX "runs_queued_idx" ON "runs"("workflow_id", "slot_key", "priority", "id") WHERE "admitted_at" IS NULL AND "status" IN ('pending', 'running', 'waiting');

-- The runs that hold or await a slot, oldest first: counted for each admission.
CREATE INDEX "runs_slot_idx" ON "runs"("slot_key", "id") WHERE "slot_key" IS NOT NULL AND "status" IN ('pending', 'running', 'waiting');

-- Admissions of workflows that limit how many there may be within a time.
CREATE INDEX "runs_admissions_idx" ON "runs"("workflow_id", "admitted_at") WHERE "rate_limit" IS NOT NULL;

-- Executions that wait in Temporal and are to be told of their admission: few at any time.
CREATE INDEX "runs_admission_untold_idx" ON "runs"("admitted_at") WHERE "admission_untold";

-- What is to be handed over: a queue, however long, is none of it.
DROP INDEX "runs_undispatched_idx";
CREATE INDEX "runs_undispatched_idx" ON "runs"("created_at") WHERE "dispatched_at" IS NULL AND "status" = 'pending' AND ("admitted_at" IS NOT NULL OR "cancel_requested_at" IS NOT NULL);
