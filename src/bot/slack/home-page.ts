import { Refusal } from '../../domain/errors.ts'
import { loadHome } from '../chat/home.ts'
import type { Sender } from './envelope.ts'
import { homeView } from './home-view.ts'
import type { SlackDesk } from './taken.ts'

/** The page that a person sees who opens the app. Nobody waits for it, so what goes wrong is only logged. */
export async function publishHome({ client, deps, whoIs }: SlackDesk, sender: Sender): Promise<void> {
  try {
    const home = await whoIs(sender)
      .then((who) => loadHome(deps, who))
      .catch(strangersHome)
    await client.views.publish({ user_id: sender.user, view: homeView(home, sender.user) })
  } catch (error) {
    deps.log.warn({ err: error, user: sender.user }, 'the page of the app could not be shown')
  }
}

/** Whoever does not review sees how they could; while nobody can say who they are, the page stays as it was. */
function strangersHome(error: unknown): { readonly brands: readonly [] } {
  if (error instanceof Refusal && error.code === 'unknown_person') return { brands: [] }
  throw error
}
