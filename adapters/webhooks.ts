import { createHash } from 'node:crypto';
import type { Posted, Receiver, WebhookMessage, Webhooks } from '../domain/ports/webhooks.ts';
import { connectionCode } from './connection-code.ts';
import { timed } from './timed.ts';
import type { Settings } from './settings.ts';
import { signWebhook } from './sign-webhook.ts';
import { runLink } from './temporal/ui-links.ts';

export interface WebhookOptions {
  /** From connecting to the status. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Posts events as the Standard Webhooks specification (1.0.0) has it. Redirects are not followed: they would lead elsewhere than was allowed. */
export function openWebhooks(settings: Pick<Settings, 'webhooks' | 'temporalUi' | 'temporalNamespace'>, { timeoutMs = 10_000, now = Date.now }: WebhookOptions = {}): Webhooks {
  const { urls, secrets } = settings.webhooks;
  const addresses = new Map(urls.map((url) => [createHash('sha256').update(url).digest('hex'), url]));
  return {
    receivers: [...addresses].map(([sha256, url]) => ({ sha256, name: new URL(url).origin })),
    links: (run) => ({ temporal: runLink(settings, run) }),
    post: async ({ sha256 }: Receiver, { id, body }: WebhookMessage, signal: AbortSignal): Promise<Posted> => {
      const timestamp = Math.floor(now() / 1000);
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook({ id, timestamp, body }, secrets),
      };
      try {
        return await timed(timeoutMs, signal, async (limited) => {
          const response = await fetch(addresses.get(sha256)!, { method: 'POST', headers, body, redirect: 'manual', signal: limited });
          // What it says beyond its status may be endless, and is nobody's concern.
          await response.body?.cancel();
          return { outcome: outcomeOf(response.status), why: `HTTP ${response.status}` };
        });
      } catch (error) {
        signal.throwIfAborted();
        return { outcome: 'busy', why: `no answer (${connectionCode(error)})` };
      }
    },
  };
}

/** A receiver that is wrong, gone or elsewhere stays so; one that is busy or broken may come back. */
function outcomeOf(status: number): Posted['outcome'] {
  if (status >= 200 && status < 300) return 'delivered';
  return status === 408 || status === 425 || status === 429 || status >= 500 ? 'busy' : 'refused';
}
