import { join } from 'node:path';
import { duckdbTables } from '../adapters/duckdb-tables.ts';
import { byHash } from '../domain/by-hash.ts';
import { sampleRows } from './sample-rows.ts';

/** Parquet of the sample's training rows, chosen by hash: so many for each name, none in two of them. The paths by name. */
export async function trainingTables<Name extends string>(directory: string, sizes: Readonly<Record<Name, number>>, seed: number): Promise<Record<Name, string>> {
  const rows = byHash(sampleRows('training'), 'bench', seed);
  const tables = duckdbTables();
  const paths: Record<string, string> = {};
  let from = 0;
  for (const [name, size] of Object.entries<number>(sizes)) {
    if (rows.length < from + size) throw new Error(`There are ${rows.length} rows, too few for ${JSON.stringify(sizes)}.`);
    paths[name] = join(directory, `${name}.parquet`);
    await tables.write(paths[name], { id: 'text', text: 'text', label: 'text' }, rows.slice(from, (from += size)), 'id');
  }
  return paths;
}
