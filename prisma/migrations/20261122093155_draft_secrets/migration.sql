-- AlterTable
ALTER TABLE "workflow_drafts" ADD COLUMN     "trigger_secret" TEXT;
