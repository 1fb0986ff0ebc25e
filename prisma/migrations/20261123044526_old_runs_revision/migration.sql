-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "old_runs_revision" INTEGER NOT NULL DEFAULT 0;
