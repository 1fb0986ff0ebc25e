-- AlterTable
ALTER TABLE "mcp_tools" ADD COLUMN     "position" INTEGER NOT NULL DEFAULT 0;
