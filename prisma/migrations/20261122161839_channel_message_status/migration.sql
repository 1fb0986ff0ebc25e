-- AlterTable
ALTER TABLE "channel_messages" ADD COLUMN     "error" TEXT,
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'received';

-- Flows by the channel that their published trigger listens to, of which there are few.
CREATE INDEX "flows_channel_idx" ON "flows" ("project_id", ("trigger_source"->>'channel'))
WHERE ("trigger_source"->>'channel') IS NOT NULL;

-- Messages by project and age, for their end.
CREATE INDEX "channel_messages_project_id_id_idx" ON "channel_messages" ("project_id", "id");
