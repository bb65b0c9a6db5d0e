import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { NearDuplicateIndex } from '../../domain/near-duplicates/near-duplicate-index.ts';
import type { Row } from '../../domain/row.ts';
import type { Ports } from '../ports.ts';
import { lastUsed } from './last-used.ts';
import { readRows } from './rows.ts';

/** Whether a text is a near duplicate of a row of the tables, at `jaccard` or above. */
export type EvaluationIndex = (tables: readonly ArtifactRef[], jaccard: number) => Promise<(text: string) => boolean>;

/** Indexes of this process, built once for the chunks of a fan-out. Keeps the two used last, so memory is that of two runs' evaluation sets. */
export function evaluationIndex(ports: Ports): EvaluationIndex {
  const indexes = lastUsed<NearDuplicateIndex>(2);
  return async (tables, jaccard) => {
    if (tables.length === 0) return () => false;
    const build = async (): Promise<NearDuplicateIndex> => {
      const texts: string[] = [];
      for (const table of tables) for (const { text } of await readRows<Pick<Row, 'text'>>(ports, table)) texts.push(text);
      return new NearDuplicateIndex(texts, { jaccard });
    };
    const index = await indexes([...tables.map(({ sha256 }) => sha256), jaccard].join(':'), build);
    return (text) => index.has(text);
  };
}
