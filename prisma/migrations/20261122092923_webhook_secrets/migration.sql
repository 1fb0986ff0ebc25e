-- AlterTable
ALTER TABLE "workflows" ADD COLUMN     "trigger_secret" TEXT;
