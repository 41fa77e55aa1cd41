import { describe, expect, it } from '@jest/globals'
import { together } from '../../src/domain/together.ts'

/** One that answers when it is told to. `asked`: what each question that went out was for. */
function opened(pause: () => Promise<unknown> = () => Promise.resolve()) {
  const asked: (readonly string[])[] = []
  const open: { answer(answers: readonly (string | Promise<string>)[]): void; fail(error: Error): void }[] =
    []
  const want = together<string, string>(pause, (wants) => {
    asked.push(wants)
    return new Promise((answer, fail) => open.push({ answer, fail }))
  })
  const next = () => {
    const question = open.shift()
    if (!question) throw new Error('no question is out')
    return question
  }
  /** Two questions that are out, which is as many as there may be. */
  const busy = async () => {
    const answers = [want('x')]
    await settled()
    answers.push(want('y'))
    await settled()
    return answers
  }
  return { want, asked, next, busy }
}

/** Until everything that is not waiting for us has come as far as it comes. */
const settled = () => new Promise(setImmediate)
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`)
const answerTo = (want: string) => `answer to ${want}`

describe('what is wanted together', () => {
  it('is asked for when the pause is over, and not before', async () => {
    let over = () => {}
    const { want, asked, next } = opened(() => new Promise<void>((resolve) => (over = resolve)))
    const first = want('a')
    const second = want('b')
    await settled()
    expect(asked).toEqual([])
    over()
    await settled()
    expect(asked).toEqual([['a', 'b']])
    next().answer(['1', '2'])
    expect(await Promise.all([first, second])).toEqual(['1', '2'])
  })

  it('goes alone where it is wanted alone, as often as that is', async () => {
    const { want, asked, next } = opened()
    for (const one of ['a', 'b']) {
      const answer = want(one)
      await settled()
      next().answer([answerTo(one)])
      expect(await answer).toBe(answerTo(one))
    }
    expect(asked).toEqual([['a'], ['b']])
  })

  it('waits while two questions are out, and goes in order with the next, of no more than fifty', async () => {
    const { want, asked, next, busy } = opened()
    const out = await busy()
    const wants = numbered(120)
    const answers = wants.map(want)
    await settled()
    expect(asked).toEqual([['x'], ['y']])
    for (let question = 0; question < 5; question += 1) {
      expect(asked).toHaveLength(Math.min(question + 2, 5))
      next().answer(asked[question]?.map(answerTo) ?? [])
      await settled()
    }
    expect(asked.map(({ length }) => length)).toEqual([1, 1, 50, 50, 20])
    expect(asked.slice(2).flat()).toEqual(wants)
    expect(await Promise.all(answers)).toEqual(wants.map(answerTo))
    expect(await Promise.all(out)).toEqual(['x', 'y'].map(answerTo))
  })

  it('goes with the other question where one gets no answer', async () => {
    const { want, next, busy } = opened()
    const [hung] = await busy()
    const unanswered = next()
    const answers = ['a', 'b'].map(want)
    next().answer([answerTo('y')])
    await settled()
    next().answer(['a', 'b'].map(answerTo))
    expect(await Promise.all(answers)).toEqual(['a', 'b'].map(answerTo))
    unanswered.fail(new Error('away'))
    await expect(hung).rejects.toThrow('away')
  })

  it('is asked for twice where two want the same: the second may have to know what became of it since', async () => {
    const { want, asked, next } = opened()
    const before = want('a')
    await settled()
    const after = want('a')
    next().answer(['old'])
    await settled()
    next().answer(['new'])
    expect(await Promise.all([before, after])).toEqual(['old', 'new'])
    expect(asked).toEqual([['a'], ['a']])
  })

  it.each([
    ['fails', (question: { fail(error: Error): void }) => question.fail(new Error('no')), 'no'],
    [
      'is answered short',
      (question: { answer(answers: readonly string[]): void }) => question.answer(['1']),
      'of 2 questions 1 were answered',
    ],
  ])('fails for those who shared a question that %s, and for nobody else', async (_, break_, message) => {
    const { want, asked, next } = opened()
    const first = want('a')
    await settled()
    const shared = Promise.allSettled([want('b'), want('c')])
    next().answer([answerTo('a')])
    await settled()
    const last = want('d')
    break_(next())
    const reason = new Error(message)
    expect(await shared).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
    await settled()
    next().answer([answerTo('d')])
    expect(await Promise.all([first, last])).toEqual([answerTo('a'), answerTo('d')])
    expect(asked).toEqual([['a'], ['b', 'c'], ['d']])
  })

  it('lets the next question out where an answer is only promised, and one that fails fail alone', async () => {
    const { want, asked, next } = opened()
    const late = want('a')
    const failed = want('b')
    const prompt = want('c')
    await settled()
    let promised = (_answer: string) => {}
    next().answer([
      new Promise<string>((resolve) => (promised = resolve)),
      Promise.reject(new Error('no')),
      '3',
    ])
    await expect(failed).rejects.toThrow('no')
    expect(await prompt).toBe('3')
    const after = want('d')
    await settled()
    next().answer(['4'])
    expect(await after).toBe('4')
    promised('1')
    expect(await late).toBe('1')
    expect(asked).toEqual([['a', 'b', 'c'], ['d']])
  })

  it('is never lost and never asked for twice, whenever it is wanted and whatever fails', async () => {
    const asked: string[] = []
    let questions = 0
    const want = together<string, string>(settled, async (wants) => {
      asked.push(...wants)
      questions += 1
      if (questions % 3 === 0) throw new Error('no')
      if (questions % 2 === 0) await settled()
      return wants.map(answerTo)
    })
    const wants = numbered(500)
    const fates = await Promise.all(
      wants.map(async (one, index) => {
        for (let turns = index % 23; turns > 0; turns -= 1) await settled()
        return want(one).catch(() => 'failed')
      }),
    )
    expect(asked.toSorted()).toEqual(wants.toSorted())
    for (const [index, fate] of fates.entries()) expect(['failed', answerTo(`w${index}`)]).toContain(fate)
    expect(new Set(fates).size).toBeGreaterThan(100)
  })
})
