-- CreateTable
CREATE TABLE "awaited_events" (
    "project_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,

    CONSTRAINT "awaited_events_pkey" PRIMARY KEY ("project_id","event","version_id")
);

-- CreateIndex
CREATE INDEX "awaited_events_version_id_idx" ON "awaited_events"("version_id");

-- AddForeignKey
ALTER TABLE "awaited_events" ADD CONSTRAINT "awaited_events_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "workflow_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand: Prisma's schema language has no partial indexes, and its comparison leaves them alone.

-- Live runs of a version: whether one may still come to a node that waits for an event.
CREATE INDEX "runs_live_version_id_idx" ON "runs"("version_id") WHERE "status" IN ('pending', 'running', 'waiting');

-- What the versions that are there wait for; what looks like a waiting node within the config of another does no harm.
INSERT INTO "awaited_events" ("project_id", "event", "version_id")
SELECT DISTINCT w."project_id", CASE WHEN awaited LIKE '%{{%' THEN '*' ELSE awaited END, v."id"
FROM "workflow_versions" v
  JOIN "workflows" w ON w."id" = v."workflow_id"
  CROSS JOIN LATERAL jsonb_path_query(v."plan", '$.** ? (@.type == "wait-for-event").config.event') AS found(event)
  CROSS JOIN LATERAL (SELECT found.event #>> '{}') AS told(awaited)
WHERE jsonb_typeof(found.event) = 'string' AND v."plan" @? '$.** ? (@.type == "wait-for-event")';
