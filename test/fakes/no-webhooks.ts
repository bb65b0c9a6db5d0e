import type { Webhooks } from '../../domain/ports/webhooks.ts';

/** Nobody to tell. */
export const noWebhooks: Webhooks = {
  receivers: [],
  links: () => ({}),
  post: () => Promise.reject(new Error('this test has no webhooks')),
};
