import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../../domain/names.ts';

const TYPES = {
  KEYWORD: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DOUBLE: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
};

const ALREADY_EXISTS = 6;

/**
 * Adds the search attributes the namespace lacks. Called before a worker polls: an unknown attribute fails a workflow task.
 * One by one and without listing first, which the time-skipping test server does not offer.
 */
export async function addSearchAttributes({ operatorService }: Pick<Connection, 'operatorService'>, namespace: string): Promise<void> {
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
    await operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: TYPES[type] } }).catch((error: unknown) => {
      if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
    });
  }
}
