-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "given_name" TEXT,
ADD COLUMN     "status_reason" TEXT;

-- CreateIndex
CREATE INDEX "flow_versions_connection_ids_idx" ON "flow_versions" USING GIN ("connection_ids");
