-- Written by hand: Prisma's schema language has no partial indexes, and its comparison leaves them alone.

-- The runs that hold a slot, without those that wait for it: a queue may be long.
CREATE INDEX "runs_slot_holders_idx" ON "runs"("slot_key", "id") WHERE "slot_key" IS NOT NULL AND "admitted_at" IS NOT NULL AND "status" IN ('pending', 'running', 'waiting');
