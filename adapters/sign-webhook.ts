import { createHmac } from 'node:crypto';

export interface SignedContent {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The `webhook-signature` of the Standard Webhooks specification 1.0.0: HMAC-SHA256 of `id.timestamp.body`. One signature for each
 * secret, so that receivers can change theirs one by one. Secrets are base64, with or without their prefix `whsec_`.
 */
export function signWebhook({ id, timestamp, body }: SignedContent, secrets: readonly string[]): string {
  const sign = (secret: string): string => createHmac('sha256', webhookKey(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return secrets.map((secret) => `v1,${sign(secret)}`).join(' ');
}

export function webhookKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}
