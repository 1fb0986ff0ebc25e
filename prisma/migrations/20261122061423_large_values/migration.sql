-- AlterTable
ALTER TABLE "blobs" ADD COLUMN     "content_id" TEXT,
ADD COLUMN     "files" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "touched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ALTER COLUMN "data" DROP NOT NULL;

-- CreateTable
CREATE TABLE "blob_contents" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "store" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "upload_id" TEXT,
    "touched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blob_contents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blob_chunks" (
    "content_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "blob_chunks_pkey" PRIMARY KEY ("content_id","position")
);

-- AddForeignKey
ALTER TABLE "blob_chunks" ADD CONSTRAINT "blob_chunks_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "blob_contents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand from here on.

-- Chunks are read one by one and in order; compressing them would cost more than it saves.
ALTER TABLE "blob_chunks" ALTER COLUMN "data" SET STORAGE EXTERNAL;

CREATE INDEX "blob_contents_to_delete_idx" ON "blob_contents"("touched_at") WHERE "state" <> 'named';

-- What retention looks for: ended runs of a version, oldest first.
CREATE INDEX "runs_retention_idx" ON "runs"("version_id", "completed_at") WHERE "completed_at" IS NOT NULL;

-- The blobs behind a value of a run: the one that holds it, and the files that its JSON refers to.
CREATE FUNCTION "blobs_of_value"("project" TEXT, "value" JSONB) RETURNS SETOF TEXT LANGUAGE sql STABLE AS $$
  SELECT "value"->>'blob' WHERE "value" ? 'blob'
  UNION
  SELECT unnest(b."files") FROM "blobs" b WHERE b."project_id" = "project" AND b."hash" = "value"->>'blob'
  UNION
  SELECT reference #>> '{}' FROM jsonb_path_query("value"->'value', 'lax $.**."$file"."hash"') AS reference
  WHERE jsonb_typeof(reference) = 'string'
$$;

-- Lets a run use blobs that another run uses. The rows are touched, so that a deletion that is under way passes them by.
CREATE FUNCTION "hand_on_blobs"("project" TEXT, "giver" TEXT, "taker" TEXT, "hashes" TEXT[]) RETURNS VOID LANGUAGE sql AS $$
  WITH held AS (
    SELECT u."hash" FROM "blob_uses" u
    WHERE u."project_id" = "project" AND u."run_id" = "giver" AND u."hash" = ANY("hashes")
      AND NOT EXISTS (SELECT 1 FROM "blob_uses" t
                      WHERE t."project_id" = "project" AND t."run_id" = "taker" AND t."hash" = u."hash")
    ORDER BY u."hash"
  ), touched AS (
    UPDATE "blobs" b SET "touched_at" = now() FROM held
    WHERE b."project_id" = "project" AND b."hash" = held."hash"
    RETURNING b."hash"
  )
  INSERT INTO "blob_uses" ("project_id", "hash", "run_id") SELECT "project", "hash", "taker" FROM touched
  ON CONFLICT DO NOTHING
$$;

-- A new run uses its trigger's blob, the files that the run which started it handed over, and all that a run used
-- which it repeats. Here, so that no way of making a run can forget it.
CREATE FUNCTION "keep_blobs_of_new_run"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  WITH touched AS (
    UPDATE "blobs" SET "touched_at" = now()
    WHERE "project_id" = NEW."project_id" AND "hash" = NEW."trigger_data"->>'blob'
    RETURNING "hash"
  )
  INSERT INTO "blob_uses" ("project_id", "hash", "run_id") SELECT NEW."project_id", "hash", NEW."id" FROM touched
  ON CONFLICT DO NOTHING;
  IF NEW."parent_run_id" IS NOT NULL THEN
    PERFORM "hand_on_blobs"(NEW."project_id", NEW."parent_run_id", NEW."id",
      ARRAY(SELECT "blobs_of_value"(NEW."project_id", NEW."trigger_data")));
  END IF;
  IF NEW."retry_of" IS NOT NULL THEN
    PERFORM "hand_on_blobs"(NEW."project_id", NEW."retry_of", NEW."id",
      ARRAY(SELECT u."hash" FROM "blob_uses" u WHERE u."run_id" = NEW."retry_of" AND u."project_id" = NEW."project_id"));
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER "runs_keep_blobs" AFTER INSERT ON "runs" FOR EACH ROW
WHEN (NEW."parent_run_id" IS NOT NULL OR NEW."retry_of" IS NOT NULL OR NEW."trigger_data" ? 'blob')
EXECUTE FUNCTION "keep_blobs_of_new_run"();

-- The run that waits for this one gets its result, and uses what is behind it.
CREATE FUNCTION "keep_blobs_of_result"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "hand_on_blobs"(NEW."project_id", NEW."id", NEW."parent_run_id",
    ARRAY(SELECT "blobs_of_value"(NEW."project_id", NEW."result")));
  RETURN NULL;
END
$$;

CREATE TRIGGER "runs_hand_on_result" AFTER UPDATE OF "result" ON "runs" FOR EACH ROW
WHEN (NEW."parent_run_id" IS NOT NULL AND NEW."result" IS DISTINCT FROM OLD."result")
EXECUTE FUNCTION "keep_blobs_of_result"();
