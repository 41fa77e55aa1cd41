import { afterAll, beforeAll, describe } from '@jest/globals'
import { auditTests } from './contract/audit.ts'
import { changeTests } from './contract/changes.ts'
import { commitTests } from './contract/commit.ts'
import { figureTests } from './contract/figures.ts'
import { freezeTests } from './contract/freezes.ts'
import { imageTests } from './contract/images.ts'
import { lessonTests } from './contract/lessons.ts'
import { messageTests } from './contract/messages.ts'
import { passTests } from './contract/passes.ts'
import { peopleTests } from './contract/people.ts'
import { postTests } from './contract/posts.ts'
import type { Opened } from './contract/opened.ts'

/** What every store must do. Each test works on posts, brands and days of its own. */
export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(`${name}: the store's contract`, () => {
    let opened: Opened
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.stop())
    const stores = () => opened

    describe('posts', () => postTests(stores))
    describe('commit', () => commitTests(stores))
    describe('freezes', () => freezeTests(stores))
    describe('audit', () => auditTests(stores))
    describe('lessons', () => lessonTests(stores))
    describe('passes', () => passTests(stores))
    describe('figures, reports and spend', () => figureTests(stores))
    describe('people and notices', () => peopleTests(stores))
    describe('messages and presses', () => messageTests(stores))
    describe('images', () => imageTests(stores))
    describe('changes', () => changeTests(stores))
  })
}
