import { afterEach, describe, expect, it } from '@jest/globals'
import type { Health } from '../../../src/bot/chat/health.ts'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
