import type { ChatService } from '../bot/chat/chat-service.ts'
import { discordService } from '../bot/discord/discord-service.ts'
import { slackService } from '../bot/slack/slack-service.ts'

/** Every chat service that there is: one line each. */
export const chatServices: readonly ChatService[] = [slackService, discordService]
