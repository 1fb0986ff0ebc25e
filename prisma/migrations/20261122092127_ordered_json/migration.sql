-- AlterTable
ALTER TABLE "approvals" ALTER COLUMN "form" SET DATA TYPE JSON;

-- AlterTable
ALTER TABLE "workflow_drafts" ALTER COLUMN "content" SET DATA TYPE JSON;

-- AlterTable
ALTER TABLE "workflow_versions" ADD COLUMN     "description" TEXT NOT NULL DEFAULT '',
ALTER COLUMN "definition" SET DATA TYPE JSON,
ALTER COLUMN "plan" SET DATA TYPE JSON;

-- AlterTable
ALTER TABLE "workflows" ALTER COLUMN "trigger" SET DATA TYPE JSON;

-- Versions did not keep the description until now; that of today is the best that is known of them.
UPDATE "workflow_versions" v SET "description" = w."description"
FROM "workflows" w WHERE w."id" = v."workflow_id" AND w."description" <> '';
