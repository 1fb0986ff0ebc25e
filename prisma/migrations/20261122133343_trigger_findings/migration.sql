-- AlterTable
ALTER TABLE "trigger_calls" ADD COLUMN     "found" JSON,
ADD COLUMN     "trial" TEXT,
ALTER COLUMN "payload" TYPE JSON USING "payload"::json;

-- Calls whose runs are still to be started, and flows whose trigger was being switched.
CREATE INDEX "trigger_calls_unfinished_idx" ON "trigger_calls"("dispatched_at") WHERE "completed_at" IS NULL;
CREATE INDEX "flows_switching_idx" ON "flows"("updated_at") WHERE "operation_status" <> 'NONE';
