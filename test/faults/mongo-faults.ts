import { ObjectId } from 'mongodb'
import { toldMs, type Fault } from './fault.ts'

const onMongo = { clock: 'MongoDB', server: 'shared', truth: 'open' } as const
const isAway = /Nothing goes out or is drafted right now: the clock’s database does not answer\./

/** What goes wrong with the clock: the truth is elsewhere, so every decision is taken. */
export const mongoFaults: readonly Fault[] = [
  {
    ...onMongo,
    title: 'MongoDB absent at the start',
    first: true,
    says: isAway,
    stopsSending: true,
    lastsMs: toldMs,
    begin: async ({ mongo }) => {
      await mongo.shut()
      return () => mongo.open()
    },
    after: async (_stage, [desk]) =>
      desk?.err().includes('The clock is open.')
        ? []
        : ['whoever started it never heard that the clock is open'],
  },
  {
    ...onMongo,
    title: 'MongoDB gone for a while',
    says: isAway,
    stopsSending: true,
    room: 'says',
    lastsMs: toldMs,
    begin: async ({ mongo }) => {
      await mongo.shut()
      return () => mongo.open()
    },
  },
  {
    ...onMongo,
    title: 'job documents doubled',
    processes: async () => [{}, { role: 'worker' }],
    lastsMs: 0,
    begin: async ({ jobs }) => {
      await jobs.dropIndex('one_job_each')
      const all = await jobs.find().toArray()
      await jobs.insertMany(all.map((job) => ({ ...job, _id: new ObjectId() })))
      return async () => {}
    },
    after: async ({ jobs }) => {
      const keys = (await jobs.find().toArray()).map(({ name, data }) => `${name} ${data.subject}`)
      const doubled = keys.filter((key, index) => keys.indexOf(key) < index)
      const isUnique = (await jobs.indexes()).some(({ name }) => name === 'one_job_each')
      return [
        ...doubled.map((key) => `${key} is there twice`),
        ...(isUnique ? [] : ['nothing keeps jobs single']),
      ]
    },
  },
  {
    ...onMongo,
    title: 'job documents removed, others orphaned',
    lastsMs: 0,
    begin: async ({ jobs }) => {
      await jobs.deleteMany({})
      const orphan = { type: 'normal', priority: 0, nextRunAt: new Date() } as const
      await jobs.insertMany([
        { ...orphan, _id: new ObjectId(), name: 'publish', data: { subject: 'patient_gone.1' } },
        { ...orphan, _id: new ObjectId(), name: 'settle', data: { subject: 'patient_1.9' } },
        { ...orphan, _id: new ObjectId(), name: 'publish', data: { subject: 'patient_later.1' } },
      ])
      return async () => {}
    },
    after: async ({ jobs }) => {
      const left = await jobs.countDocuments({ 'data.subject': { $in: ['patient_gone.1', 'patient_1.9'] } })
      return left === 0 ? [] : [`${left} orphans are left`]
    },
  },
]
