-- CreateIndex
CREATE INDEX "channel_messages_channel_id_id_idx" ON "channel_messages"("channel_id", "id" DESC);

-- Versions that are tools, of which there are few: every call of an MCP client asks for them.
CREATE INDEX "workflow_versions_tool_idx" ON "workflow_versions" ("workflow_id", "version")
WHERE json_typeof("definition" -> 'tool') = 'object';

-- Flows by the piece of the trigger that is on, which the same calls ask for.
CREATE INDEX "flows_trigger_piece_idx" ON "flows" ("project_id", ("trigger_source"->>'pieceName'))
WHERE ("trigger_source"->>'pieceName') IS NOT NULL;
