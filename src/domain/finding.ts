export type Severity = 'info' | 'warn' | 'block'

/** What one guardrail says about one variant. */
export type Finding = {
  /** Of one guardrail's vocabulary, for example `claim_uncovered`. */
  readonly code: string
  readonly severity: Severity
  /** A sentence fit to show. */
  readonly message: string
  /** The words that gave rise to it, exactly as they stand in the text; null where the text as a whole did. */
  readonly evidence: string | null
  /** What it takes from the confidence of 1.0; 0 for `info`. */
  readonly weight: number
}

export type RiskLevel = 'low' | 'medium' | 'high'

/** Computed by code from the final text, never by a model. */
export type Risk = {
  readonly level: RiskLevel
  /** 1.0 minus the weights of the findings, not below 0; two decimals. */
  readonly confidence: number
  readonly blocked: boolean
}

/** Low from 0.75, medium from 0.6, high below. A blocking finding means that nobody may approve. */
export function riskOf(findings: readonly Finding[]): Risk {
  const sum = findings.reduce((left, finding) => left - finding.weight, 1)
  const confidence = Math.max(0, Math.round(sum * 100) / 100)
  return {
    level: confidence >= 0.75 ? 'low' : confidence >= 0.6 ? 'medium' : 'high',
    confidence,
    blocked: findings.some((finding) => finding.severity === 'block'),
  }
}
