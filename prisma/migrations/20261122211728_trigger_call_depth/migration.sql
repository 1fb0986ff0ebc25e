-- AlterTable
ALTER TABLE "trigger_calls" ADD COLUMN     "after_id" TEXT,
ADD COLUMN     "depth" INTEGER NOT NULL DEFAULT 0;
