import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { z } from 'zod'
import { chatServices } from '../src/app/chat-services.ts'
import { roleArgument } from '../src/cli/role.ts'
import { loadConfig, variables } from '../src/config.ts'

// compose.yaml, read by the official loader of the specification, which needs no engine.

jest.setTimeout(180_000)

const hasGo = spawnSync('go', ['version']).status === 0
if (!hasGo) {
  const sentence =
    'The tests of compose.yaml need Go, for the loader that docker compose is made of: https://go.dev/dl'
  if (process.env['CI']) throw new Error(sentence)
  process.stderr.write(`SKIPPED ${sentence}\n`)
}

const secrets = {
  POSTGRES_PASSWORD: 'p'.repeat(24),
  MONGO_PASSWORD: 'm'.repeat(24),
  GREENROOM_KEY: 'k'.repeat(48),
}
const folder = mkdtempSync(join(tmpdir(), 'greenroom-compose-'))
const loader = join(folder, 'compose-config')

const serviceSchema = z.object({
  image: z.string(),
  build: z.object({ context: z.string() }).optional(),
  command: z.array(z.string()).nullable(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  ports: z.array(z.object({ host_ip: z.string(), target: z.number() })).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }),
  stop_grace_period: z.string(),
  restart: z.literal('unless-stopped'),
  deploy: z.object({ replicas: z.number() }).optional(),
  secrets: z.array(z.object({ source: z.string() })).default([]),
  volumes: z.array(z.object({ type: z.string(), source: z.string(), target: z.string() })),
  privileged: z.boolean().default(false),
  network_mode: z.string().optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
})
const projectSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  secrets: z.record(z.string(), z.object({ environment: z.string() })),
})
type Service = z.infer<typeof serviceSchema>

let project: z.infer<typeof projectSchema>
let ours: readonly (readonly [string, Service])[]

function load(env: Readonly<Record<string, string>>) {
  const { PATH = '' } = process.env
  return spawnSync(loader, [resolve('compose.yaml')], { env: { PATH, ...env }, encoding: 'utf8' })
}

const describeWithGo = hasGo ? describe : describe.skip

describeWithGo('compose.yaml', () => {
  beforeAll(() => {
    execFileSync('go', ['build', '-o', loader, '.'], { cwd: 'scripts/compose-config', stdio: 'inherit' })
    const { stdout, stderr } = load(secrets)
    expect(stderr).toBe('')
    project = projectSchema.parse(JSON.parse(stdout))
    ours = Object.entries(project.services).filter(([, { build }]) => build !== undefined)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('runs a page, a bot and two workers, MongoDB 8 and PostgreSQL 18', () => {
    const { services } = project
    expect(Object.keys(services).toSorted()).toEqual(['bot', 'mongo', 'postgres', 'web', 'worker'])
    expect([services['mongo']?.image, services['postgres']?.image]).toEqual(['mongo:8', 'postgres:18'])
    expect(services['worker']?.deploy?.replicas).toBe(2)
    for (const [name, { command }] of ours) {
      expect(command).toEqual(['start', '--role', name])
      expect(roleArgument(name)).toBe(name)
    }
  })

  it.each(Object.keys(secrets))('starts nothing without %s, and says so', (name) => {
    const { status, stderr } = load(
      Object.fromEntries(Object.entries(secrets).filter(([one]) => one !== name)),
    )
    expect(status).toBe(1)
    expect(stderr).toContain(name)
  })

  it('has a default for nothing that comes from outside, and no secret in the file', () => {
    const text = readFileSync('compose.yaml', 'utf8')
    const references = [...text.matchAll(/\$\{(\w+)(.*?)\}/g)].map(([, name = '', rest = '']) => [
      name,
      rest.slice(0, 2),
    ])
    expect(references).toHaveLength(3)
    for (const [name, rest] of references) {
      expect(Object.keys(secrets)).toContain(name)
      expect(rest).toBe(':?')
    }
    expect(
      Object.values(project.secrets)
        .map(({ environment }) => environment)
        .toSorted(),
    ).toEqual(['MONGO_PASSWORD', 'POSTGRES_PASSWORD'])
  })

  it('gives Greenroom no variable that it does not read, each in its right form, and all that it may need', () => {
    const fixed = ['GREENROOM_HOME', 'GREENROOM_HOST', 'GREENROOM_PORT', 'GREENROOM_BRANDS']
    const doors = ['SLACK_PORT', 'SLACK_API_URL', 'DISCORD_PORT', 'DISCORD_API_URL']
    const known = [...variables, ...chatServices.flatMap((service) => service.variables)].map(
      ({ name }) => name,
    )
    expect(known).toEqual(expect.arrayContaining([...fixed, ...doors]))
    for (const [, { environment }] of ours) {
      expect([...Object.keys(environment), ...fixed, ...doors].toSorted()).toEqual([...known].toSorted())
      const env = Object.fromEntries(
        Object.entries(environment).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
      )
      const config = loadConfig(env, '/', chatServices)
      expect(config.warnings).toEqual([])
      expect(config.databaseUrl).toBe(
        `postgresql://greenroom:${secrets.POSTGRES_PASSWORD}@postgres:5432/greenroom`,
      )
      expect(config.mongodbUri).toContain(`greenroom:${secrets.MONGO_PASSWORD}@mongo:27017/greenroom`)
    }
  })

  it('opens one port, on loopback', () => {
    const ports = Object.entries(project.services).flatMap(([name, one]) =>
      one.ports.map((port) => ({ name, ...port })),
    )
    expect(ports).toMatchObject([{ name: 'web', host_ip: '127.0.0.1', target: 3131 }])
    for (const { network_mode, privileged } of Object.values(project.services))
      expect([network_mode, privileged]).toEqual([undefined, false])
  })

  it('asks for the health of everything, and of ours as the image does', () => {
    for (const { healthcheck } of Object.values(project.services))
      expect(healthcheck.test.length).toBeGreaterThan(1)
    const image = /^HEALTHCHECK [^\n]*\\\n\s+CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1]
    for (const [, { healthcheck }] of ours)
      expect(healthcheck.test).toEqual(['CMD', ...z.array(z.string()).parse(JSON.parse(image ?? ''))])
  })

  it('gives each of them longer to stop than draining takes', () => {
    for (const { stop_grace_period: grace } of Object.values(project.services)) {
      const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(grace) ?? []
      expect(Number(minutes) * 60 + Number(seconds)).toBeGreaterThanOrEqual(35)
    }
  })

  it('runs ours as nobody in particular, on files that cannot be changed, with one home for all', () => {
    expect(readFileSync('Dockerfile', 'utf8')).toMatch(/^USER [1-9]\d*$/m)
    for (const [, service] of ours) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
      expect(service.volumes).toContainEqual(
        expect.objectContaining({ type: 'volume', source: 'home', target: '/var/lib/greenroom' }),
      )
    }
    for (const name of ['postgres', 'mongo'])
      expect(project.services[name]?.volumes.map(({ type }) => type)).not.toContain('bind')
  })
})
