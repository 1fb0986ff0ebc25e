-- DropIndex
DROP INDEX "event_waits_project_id_event_idx";

-- CreateIndex
CREATE INDEX "events_project_id_type_created_at_id_idx" ON "events"("project_id", "type", "created_at", "id");

-- Written by hand: Prisma's schema language has no partial indexes, and its comparison leaves them alone.

-- Whom an event wakes: only those who still wait.
CREATE INDEX "event_waits_open_idx" ON "event_waits"("project_id", "event", "correlation_key") WHERE "ended_at" IS NULL;

-- Children whose parent was not told of their end yet: few at any time.
CREATE INDEX "runs_parent_to_wake_idx" ON "runs"("completed_at") WHERE "parent_waits" AND "parent_woken_at" IS NULL AND "status" IN ('completed', 'failed', 'cancelled');

-- Live children that somebody waits for: those whose parent is gone are cancelled.
CREATE INDEX "runs_awaited_idx" ON "runs"("parent_run_id") WHERE "parent_waits" AND "status" IN ('pending', 'running', 'waiting');
