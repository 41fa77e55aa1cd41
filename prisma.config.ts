import process from 'node:process'
import { defineConfig } from 'prisma/config'

// `prisma generate` never runs the schema engine, yet would first download it: name any executable in its place. To
// write a migration on a machine with a network, `PRISMA_SCHEMA_ENGINE_BINARY= npx prisma migrate dev` downloads it.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath

const url = process.env['DATABASE_URL']

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
})
