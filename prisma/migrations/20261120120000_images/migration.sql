-- CreateTable
CREATE TABLE "images" (
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "named" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "images_pkey" PRIMARY KEY ("sha256")
);

-- CreateIndex
CREATE INDEX "images_named_at_idx" ON "images"("named", "at");
