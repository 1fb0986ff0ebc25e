-- Runs that failed, and are still to fail the runs that called them.
CREATE INDEX "runs_failed_callees_idx" ON "runs"("completed_at") WHERE "fail_parent_on_failure" AND "parent_woken_at" IS NULL AND "status" IN ('failed', 'cancelled');
