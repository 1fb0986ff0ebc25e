-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "left_run_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "reset_run_id" TEXT;
