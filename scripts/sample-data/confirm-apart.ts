import { groupNearDuplicates } from '../../domain/near-duplicates/group-near-duplicates.ts';
import type { SampleFile } from './choose-rows.ts';
import type { SampleRow } from './sources.ts';

/** Throws unless every near-duplicate cluster over all three files lies in one of them. Prints what it looked at. */
export function confirmApart(files: Readonly<Record<SampleFile, readonly SampleRow[]>>): void {
  const rows = Object.entries(files).flatMap(([file, members]) => members.map((row) => ({ file, row })));
  const labels = groupNearDuplicates(rows.map(({ row }) => row.text), { jaccard: 0.8 });
  const fileOf = new Map<number, string>();
  rows.forEach(({ file, row }, index) => {
    const cluster = labels[index]!;
    const first = fileOf.get(cluster) ?? file;
    if (first !== file) throw new Error(`${row.id} of ${file} is a near duplicate of ${rows[cluster]!.row.id} of ${first}`);
    fileOf.set(cluster, file);
  });
  console.log(`near duplicates over all files: ${rows.length} rows in ${fileOf.size} clusters, none in two files`);
}
