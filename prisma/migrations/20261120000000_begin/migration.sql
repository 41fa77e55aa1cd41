-- CreateTable
CREATE TABLE "posts" (
    "id" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "slot_date" DATE NOT NULL,
    "slot_time" TEXT NOT NULL,
    "slot_zone" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "state" JSON NOT NULL,

    CONSTRAINT "posts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "publications" (
    "id" TEXT NOT NULL,
    "post_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "network" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "deadline" TIMESTAMPTZ(3),
    "attempted_at" TIMESTAMPTZ(3),
    "lookups" INTEGER NOT NULL,
    "remote_id" TEXT,
    "permalink" TEXT,
    "error" TEXT,

    CONSTRAINT "publications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_events" (
    "post_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "brand" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSON NOT NULL,
    "event" JSON NOT NULL,

    CONSTRAINT "post_events_pkey" PRIMARY KEY ("post_id","revision","ordinal")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "brand" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "version" INTEGER,
    "facts" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("brand","seq")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "brand" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("brand")
);

-- CreateTable
CREATE TABLE "people" (
    "id" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "freezes" (
    "scope" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "freezes_pkey" PRIMARY KEY ("scope")
);

-- CreateTable
CREATE TABLE "passes" (
    "id" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "cancelled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "passes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metrics" (
    "post_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "brand" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "impressions" BIGINT NOT NULL,
    "engagements" BIGINT NOT NULL,
    "clicks" BIGINT NOT NULL,
    "simulated" BOOLEAN NOT NULL,

    CONSTRAINT "metrics_pkey" PRIMARY KEY ("post_id","day")
);

-- CreateTable
CREATE TABLE "reports" (
    "brand" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "report" JSON NOT NULL,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("brand","week")
);

-- CreateTable
CREATE TABLE "charts" (
    "brand" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "alt" TEXT NOT NULL,
    "png" BYTEA NOT NULL,

    CONSTRAINT "charts_pkey" PRIMARY KEY ("brand","week","ordinal")
);

-- CreateTable
CREATE TABLE "spend" (
    "brand" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "usd" DECIMAL(18,9) NOT NULL,

    CONSTRAINT "spend_pkey" PRIMARY KEY ("brand","day")
);

-- CreateTable
CREATE TABLE "notices" (
    "brand" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notices_pkey" PRIMARY KEY ("brand","key")
);

-- CreateIndex
CREATE INDEX "posts_brand_due_at_idx" ON "posts"("brand", "due_at");

-- CreateIndex
CREATE INDEX "posts_status_due_at_idx" ON "posts"("status", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "publications_post_id_version_network_handle_key" ON "publications"("post_id", "version", "network", "handle");

-- CreateIndex
CREATE INDEX "post_events_brand_type_at_idx" ON "post_events"("brand", "type", "at");

-- CreateIndex
CREATE UNIQUE INDEX "people_brand_name_key" ON "people"("brand", "name");

-- CreateIndex
CREATE INDEX "passes_brand_started_at_idx" ON "passes"("brand", "started_at");

-- CreateIndex
CREATE INDEX "metrics_brand_day_idx" ON "metrics"("brand", "day");

-- AddForeignKey
ALTER TABLE "publications" ADD CONSTRAINT "publications_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_events" ADD CONSTRAINT "post_events_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charts" ADD CONSTRAINT "charts_brand_week_fkey" FOREIGN KEY ("brand", "week") REFERENCES "reports"("brand", "week") ON DELETE CASCADE ON UPDATE CASCADE;


