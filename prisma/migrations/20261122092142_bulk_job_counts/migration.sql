-- AlterTable
ALTER TABLE "bulk_jobs" ADD COLUMN     "failed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "succeeded" INTEGER NOT NULL DEFAULT 0;

-- Operations that are still carried out: few at any time.
CREATE INDEX "bulk_jobs_running" ON "bulk_jobs" ("project_id", "id") WHERE "status" = 'running';
