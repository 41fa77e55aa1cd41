import { describe, expect, it } from '@jest/globals'
import { openAll, OpenParts } from '../../src/app/open-parts.ts'

describe('open parts', () => {
  it('are stopped in reverse', async () => {
    const stopped: string[] = []
    const parts = new OpenParts()
    for (const name of ['store', 'clock', 'page']) parts.add(() => void stopped.push(name))
    await parts.stop()
    expect(stopped).toEqual(['page', 'clock', 'store'])
  })

  it('are stopped together where they are independent: none waits for another', async () => {
    const stopped: string[] = []
    let go = () => {}
    const parts = new OpenParts('together')
    parts.add(() => void stopped.push('chat'))
    parts.add(() => new Promise<void>((resolve) => (go = resolve)))
    parts.add(() => {
      stopped.push('jobs')
      go()
    })
    await parts.stop()
    expect(stopped).toEqual(['chat', 'jobs'])
  })

  it('are stopped when a later one fails to open, and that failure is the one that is told', async () => {
    const stopped: string[] = []
    const opening = openAll(async (parts) => {
      parts.add(() => void stopped.push('store'))
      parts.add(() => Promise.reject(new Error('stopping failed too')))
      throw new Error('the port is taken')
    })
    await expect(opening).rejects.toThrow('the port is taken')
    expect(stopped).toEqual(['store'])
  })

  it('are stopped once, however often that is asked', async () => {
    let times = 0
    const parts = new OpenParts()
    parts.add(() => void times++)
    await Promise.all([parts.stop(), parts.stop()])
    await parts.stop()
    expect(times).toBe(1)
  })

  it('are all stopped though one of them fails, and that failure is told', async () => {
    const stopped: string[] = []
    const parts = new OpenParts()
    parts.add(() => void stopped.push('store'))
    parts.add(() => Promise.reject(new Error('the clock did not stop')))
    await expect(parts.stop()).rejects.toThrow('the clock did not stop')
    expect(stopped).toEqual(['store'])
  })
})
