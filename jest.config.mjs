import { availableParallelism } from 'node:os'

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2023',
          keepClassNames: true,
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  testSequencer: '<rootDir>/test/longest-first.mjs',
  // The longest tests wait for servers and programs most of their time: four workers keep two cores busy.
  maxWorkers: availableParallelism() * 2,
  // What hangs fails; what is slow on a busy machine does not.
  testTimeout: 180_000,
  // Agenda leaves a timer of half a lock's lifetime behind after every job.
  forceExit: true,
}
