import { Client, Connection } from '@temporalio/client';
import { HoneError } from '../../domain/errors.ts';
import type { Settings } from '../settings.ts';
import { dataConverter } from './data-converter.ts';

/** A client, and how to end it. @throws HoneError HONE_UNAVAILABLE when no server answers. */
export async function connect({ temporalAddress: address, temporalNamespace: namespace }: Settings): Promise<Client> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '5s' });
    return new Client({ connection, namespace, dataConverter });
  } catch (cause) {
    throw new HoneError('HONE_UNAVAILABLE', `HONE_TEMPORAL_ADDRESS: no Temporal server answers at ${address}. Start one with \`hone up\`.`, { cause });
  }
}
