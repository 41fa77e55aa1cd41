-- CreateTable
CREATE TABLE "messages" (
    "surface" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "parent" TEXT,
    "payload" TEXT,
    "seq" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "wanted" INTEGER NOT NULL DEFAULT 1,
    "shown" INTEGER NOT NULL DEFAULT 0,
    "shown_hash" TEXT,
    "remote_id" TEXT,
    "attempted_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'open',

    CONSTRAINT "messages_pkey" PRIMARY KEY ("surface","channel","key")
);

-- CreateTable
CREATE TABLE "presses" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "messages_seq_key" ON "messages"("seq");

-- CreateIndex
CREATE INDEX "messages_brand_key_idx" ON "messages"("brand", "key");

-- CreateIndex
CREATE INDEX "messages_at_idx" ON "messages"("at");

-- CreateIndex
CREATE INDEX "presses_at_idx" ON "presses"("at");
