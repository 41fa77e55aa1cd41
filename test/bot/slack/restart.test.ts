import { afterEach, describe, expect, it } from '@jest/globals'
import { copyFile, readFile } from 'node:fs/promises'
import { encodePress } from '../../../src/bot/action.ts'
import { encodeChatPress } from '../../../src/bot/chat/chat-press.ts'
import { hourMs } from '../../../src/domain/slot.ts'
import { buttonPress, slashCommand } from '../../fakes/slack/envelopes.ts'
import { harbour } from '../desk.ts'
import { openRig, type Rig } from './rig.ts'
import { stalledStore } from './stalled-store.ts'

let rig: Rig
afterEach(() => rig.stop())
