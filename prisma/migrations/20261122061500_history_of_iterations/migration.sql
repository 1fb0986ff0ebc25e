-- AlterTable
ALTER TABLE "step_attempts" DROP CONSTRAINT "step_attempts_pkey",
ADD CONSTRAINT "step_attempts_pkey" PRIMARY KEY ("run_id", "node_id", "iteration", "started_at", "attempt");

-- Written by hand: Prisma's schema language has no partial indexes, and its comparison leaves them alone.

-- The rounds of a loop's nodes: counted by status, and paged in numeric order, without a look at the others. Round 0
-- is found by the primary key, so that runs without loops pay nothing.
CREATE INDEX "steps_iterations_idx" ON "steps"("run_id", "node_id", "status", (string_to_array("iteration", '.')::int[])) WHERE "iteration" <> '0';

-- The runs that a run started.
CREATE INDEX "runs_parent_run_id_idx" ON "runs"("parent_run_id", "id" DESC) WHERE "parent_run_id" IS NOT NULL;
