-- AlterTable
ALTER TABLE "workflow_drafts" ALTER COLUMN "revision" DROP DEFAULT;

-- AlterTable
ALTER TABLE "workflows" ADD COLUMN     "draft_revision" INTEGER NOT NULL DEFAULT 0;
