-- AlterTable
ALTER TABLE "table_watches" ADD COLUMN     "trial" TEXT,
ADD COLUMN     "version_id" TEXT;

-- Watches of trials that were made before: nothing told them from those of flows that run, and nobody ends them.
DELETE FROM "table_watches" WHERE "flow_id" IS NOT NULL AND "webhook_url" LIKE '%/v1/webhooks/%/test';
