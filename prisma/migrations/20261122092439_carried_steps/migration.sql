-- AlterTable
ALTER TABLE "steps" ADD COLUMN     "carried_from" TEXT,
ADD COLUMN     "label" TEXT,
ADD COLUMN     "passed" BOOLEAN NOT NULL DEFAULT false;
