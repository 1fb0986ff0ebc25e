-- Written by hand: Prisma's schema language has no partial indexes, and its comparison leaves them alone.

-- One run per event and workflow: a repeated dispatch of an event finds the run that it made.
CREATE UNIQUE INDEX "runs_event_id_workflow_id_key" ON "runs"("event_id", "workflow_id") WHERE "event_id" IS NOT NULL;

-- Filters of the search that few runs have anything for.
CREATE INDEX "runs_project_id_business_key_idx" ON "runs"("project_id", "business_key", "id" DESC) WHERE "business_key" IS NOT NULL;
CREATE INDEX "runs_tags_idx" ON "runs" USING GIN ("tags") WHERE "tags" <> '{}';

-- What housekeeping looks for: few rows at any time, however many runs there are.
CREATE INDEX "runs_undispatched_idx" ON "runs"("created_at") WHERE "dispatched_at" IS NULL AND "status" = 'pending';
CREATE INDEX "runs_live_idx" ON "runs"("checked_at" NULLS FIRST, "id") WHERE "status" IN ('pending', 'running', 'waiting');
CREATE INDEX "events_undispatched_idx" ON "events"("created_at") WHERE "dispatched_at" IS NULL;
CREATE INDEX "deliveries_undispatched_idx" ON "deliveries"("created_at") WHERE "dispatched_at" IS NULL AND "status" = 'pending';
CREATE INDEX "workflows_schedule_idx" ON "workflows"("id") WHERE "schedule_desired" IS DISTINCT FROM "schedule_applied";
