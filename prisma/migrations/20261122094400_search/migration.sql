-- Counting by state, hour and workflow reads this index alone.
DROP INDEX "runs_project_id_created_at_idx";
CREATE INDEX "runs_project_id_created_at_status_workflow_id_idx" ON "runs"("project_id", "created_at", "status", "workflow_id");

-- What is searched of runs that have ended: each run is written into these once, when it ends.
CREATE INDEX "runs_completed_idx" ON "runs"("project_id", "completed_at", "id") WHERE "completed_at" IS NOT NULL;
CREATE INDEX "runs_duration_idx" ON "runs"("project_id", "duration_ms", "id") WHERE "duration_ms" IS NOT NULL;
CREATE INDEX "runs_error_code_idx" ON "runs"("project_id", "error_code", "id" DESC) WHERE "error_code" IS NOT NULL;
CREATE INDEX "runs_trigger_data_idx" ON "runs" USING GIN ("trigger_data" jsonb_path_ops) WHERE "status" IN ('completed', 'failed', 'cancelled');

-- Runs in which a node failed.
CREATE INDEX "steps_failed_idx" ON "steps"("node_id", "run_id") WHERE "status" = 'failed';
