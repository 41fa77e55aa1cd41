/** How many wants one question is for at most: one that is for too many keeps everybody waiting. */
const most = 50
/** How many questions are out at once: where one of them gets no answer, on a connection that is dead, the other goes on for everybody else. */
const questions = 2

/**
 * Asks for many things at once: each question is for everything that is wanted by the end of `pause`, or since the last one went out.
 * So what is wanted alone is asked for at once, and the more is wanted, the more of it shares a trip. `ask` answers each want in its place, or
 * promises to, which keeps only that one waiting; where it fails, everybody who shared it hears so.
 */
export function together<Want, Answer>(
  pause: () => Promise<unknown>,
  ask: (wants: readonly [Want, ...Want[]]) => Promise<readonly (Answer | Promise<Answer>)[]>,
): (want: Want) => Promise<Answer> {
  const waiting: Asker<Want, Answer>[] = []
  let asking = 0

  async function askOn(): Promise<void> {
    asking++
    await pause()
    for (let first = waiting.shift(); first; first = waiting.shift()) {
      const askers = [first, ...waiting.splice(0, most - 1)]
      try {
        const [, ...others] = askers
        const answers = await ask([first.want, ...others.map(({ want }) => want)])
        if (answers.length !== askers.length)
          throw new Error(`of ${askers.length} questions ${answers.length} were answered`)
        answers.forEach((answer, index) => askers[index]?.answer(answer))
      } catch (error) {
        for (const { fail } of askers) fail(error)
      }
    }
    asking--
  }
  return (want) =>
    new Promise((answer, fail) => {
      waiting.push({ want, answer, fail })
      if (asking < questions) void askOn()
    })
}

type Asker<Want, Answer> = {
  readonly want: Want
  readonly answer: (answer: Answer | Promise<Answer>) => void
  readonly fail: (error: unknown) => void
}
