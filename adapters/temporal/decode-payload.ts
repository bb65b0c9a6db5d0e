import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

/** The value in a payload as the server hands it out; undefined where there is none. */
export async function decodePayload<T>(client: Client, payload: Payload | null | undefined): Promise<T | undefined> {
  if (!payload) return undefined;
  const { payloadCodecs, payloadConverter } = client.options.loadedDataConverter;
  let decoded = payload;
  for (const codec of payloadCodecs.toReversed()) [decoded = payload] = await codec.decode([decoded]);
  return payloadConverter.fromPayload<T>(decoded);
}
