import type { Finding } from '../finding.ts'
import { type Judged, wordsOf } from './guardrail.ts'

/**
 * `model_instruction`, warn, 0.45: words addressed to a model, not to readers: an instruction that came in with outside
 * material, a model talking about itself, or a chat format's own marks. In English, German, French and Spanish.
 */
export function injection(variant: Judged): readonly Finding[] {
  for (const words of wordsOf(variant)) {
    for (const pattern of patterns) {
      const evidence = words.match(pattern)?.[0]
      if (evidence === undefined) continue
      const message =
        'This reads as an instruction to a model, not as a post. Remove it, and check its source.'
      return [{ code: 'model_instruction', severity: 'warn', message, evidence, weight: 0.45 }]
    }
  }
  return []
}

const patterns: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|every|the|your|my|of|these|those|everything)\s+){0,4}(?:previous|prior|above|earlier|preceding|foregoing|system|safety)\s+(?:\S+\s+)?(?:instructions?|prompts?|rules?|guidelines?|messages?|directions?|context)/iu,
  /\b(?:ignore|disregard|forget)\s+(?:all\s+)?(?:of\s+)?your\s+(?:instructions|rules|guidelines|training|prompt)/iu,
  /\b(?:reveal|print|repeat|show|output|leak)\s+(?:me\s+)?(?:(?:the|your)\s+(?:(?:full|hidden|initial|entire|system)\s+){1,2}(?:prompt|instructions)|your\s+prompt)\b/iu,
  /\byou\s+are\s+now\s+(?:in\s+)?(?:DAN\b|developer\s+mode|jailbroken|an?\s+(?:\S+\s+)?(?:assistant|AI|chatbot|language\s+model))/iu,
  /\b(?:as\s+an?|I\s+am\s+an?|I['’]m\s+an?)\s+(?:AI(?:\s+language)?\s+model|large\s+language\s+model|language\s+model|AI\s+assistant)\b/iu,
  /\b(?:approve|publish)\s+(?:this|the)\s+post\s+(?:now|immediately|automatically|without)\b|\bmark\s+(?:this|it)\s+as\s+(?:approved|low\s+risk|safe)\b/iu,
  /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|^[ \t]*#{2,4}[ \t]*(?:instruction|system|response|assistant)s?[ \t]*:?[ \t]*$|^[ \t]*(?:system|assistant)[ \t]*:\s/imu,
  /\b(?:ignorier(?:e|en|t)|vergiss|vergessen|missachte[nt]?)\s+(?:Sie\s+)?(?:(?:alle|alles|sämtliche|die|deine|ihre|aller?)\s+){0,3}(?:vorherigen|vorigen|bisherigen|obigen|früheren|vorangegangenen)\s+(?:Anweisungen|Befehle|Regeln|Vorgaben|Eingaben|Instruktionen|Prompts?)/iu,
  /\bals\s+(?:(?:ein|eine|großes)\s+)?(?:KI[\s-]?(?:Sprach)?modell|Sprachmodell|KI[\s-]?Assistent)(?![\p{L}])/iu,
  /\b(?:ignore[zr]?|oublie[zr]?)\s+(?:(?:toutes|tous|les|tes|vos|ces)\s+){0,3}(?:instructions?|consignes?|règles?|directives?)\s+(?:précédentes?|antérieures?|ci-dessus)/iu,
  /\ben\s+tant\s+que\s+(?:modèle\s+de\s+langage|assistant\s+IA|IA)(?![\p{L}])/iu,
  /\b(?:ignor(?:a|e|en|ar)|olvid(?:a|e|en|ar)|omite)\s+(?:(?:todas|todos|las|los|tus|sus|estas)\s+){0,3}(?:instrucciones|reglas|indicaciones|órdenes)\s+(?:anteriores|previas)/iu,
  /\bcomo\s+(?:un\s+)?(?:modelo\s+de\s+lenguaje|asistente\s+de\s+IA)(?![\p{L}])/iu,
]
