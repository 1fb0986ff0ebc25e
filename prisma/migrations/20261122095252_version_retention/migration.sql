-- AlterTable
ALTER TABLE "workflow_versions" ADD COLUMN     "retention_days" INTEGER;

UPDATE "workflow_versions" SET "retention_days" = ("definition"->>'retentionDays')::integer
WHERE "definition"->>'retentionDays' IS NOT NULL;
