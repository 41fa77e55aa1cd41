import { LLMock, type Fixture } from '@copilotkit/aimock'

/** What the stand-in answers to one call, in order; the last answer repeats. */
export type Answer = Pick<Fixture, 'response' | 'chaos'>

export type FakeModel = {
  readonly url: string
  /** What was sent, in order, as text. */
  readonly sent: () => readonly string[]
  /** How many calls arrived, those that nobody waited for included. */
  readonly calls: () => number
  readonly stop: () => Promise<void>
}

/** A server on loopback that speaks the model's API and answers as told, badly where told. */
export async function fakeModel(answers: readonly Answer[]): Promise<FakeModel> {
  const mock = new LLMock({ host: '127.0.0.1', port: 0, logLevel: 'silent' })
  let calls = 0
  const last = answers.length - 1
  // A request is matched against every answer in turn: its place among the calls is taken once.
  const places = new WeakMap<object, number>()
  const placeOf = (call: object) => {
    const place = places.get(call) ?? calls++
    places.set(call, place)
    return Math.min(place, last)
  }
  for (const [at, answer] of answers.entries())
    mock.addFixture({ match: { predicate: (call) => placeOf(call) === at }, ...answer })
  const url = await mock.start()
  return {
    url,
    sent: () => mock.getRequests().map(({ body }) => JSON.stringify(body)),
    calls: () => calls,
    stop: () => mock.stop(),
  }
}

/** A reply with these variants, which used 1,000 tokens of input and 200 of output. */
export function replying(content: object | string, finishReason?: string): Answer {
  const usage = { input_tokens: 1_000, output_tokens: 200 }
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return { response: { content: text, usage, ...(finishReason && { finishReason }) } }
}

export function failing(status: number, message = 'no', retryAfter?: number): Answer {
  return { response: { status, error: { message }, ...(retryAfter !== undefined && { retryAfter }) } }
}

export const droppingTheConnection: Answer = { response: { content: '{}' }, chaos: { disconnectRate: 1 } }

export function dawdling(answer: Answer, latencyMs: number): Answer {
  return { ...answer, chaos: { latencyMs } }
}
