-- CreateIndex
CREATE INDEX "table_records_cells_idx" ON "table_records" USING GIN ("cells" jsonb_path_ops);
