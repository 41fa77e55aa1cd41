-- DropIndex
DROP INDEX "people_brand_name_key";

-- AlterTable
ALTER TABLE "people" ADD COLUMN "shown" TEXT;

-- Until now everybody was called by the one name that led to them.
UPDATE "people" SET "shown" = "name";

-- AlterTable
ALTER TABLE "people" DROP CONSTRAINT "people_pkey",
ALTER COLUMN "shown" SET NOT NULL,
ADD CONSTRAINT "people_pkey" PRIMARY KEY ("brand", "name");

-- CreateIndex
CREATE INDEX "people_id_idx" ON "people"("id");
