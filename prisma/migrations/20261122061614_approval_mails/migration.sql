-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "mail_due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "locale" TEXT;

-- Written by hand: what housekeeping looks for among the tasks is few rows at any time.
CREATE INDEX "approvals_pending_idx" ON "approvals"("run_id") WHERE "status" = 'pending';
CREATE INDEX "approvals_untold_idx" ON "approvals"("wake_at") WHERE "wake_at" IS NOT NULL;
CREATE INDEX "approvals_unmailed_idx" ON "approvals"("mail_due_at") WHERE "mail_due_at" IS NOT NULL;
