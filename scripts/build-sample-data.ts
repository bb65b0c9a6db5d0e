import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chooseRows, countBy } from './sample-data/choose-rows.ts';
import type { Sample } from './sample-data/choose-rows.ts';
import { confirmApart } from './sample-data/confirm-apart.ts';
import type { SampleRow } from './sample-data/sources.ts';
import { writeSample } from './sample-data/write-sample.ts';

/**
 * Makes the prompts of the sample profile out of a folder of normalised public prompts:
 * `npx tsx scripts/build-sample-data.ts SOURCE_FOLDER [OUT]`. The same source gives the same rows in the same order.
 */
function main([sourceFolder, outFolder = 'data/sample']: readonly string[]): void {
  if (!sourceFolder) throw new Error('Name the source folder: npx tsx scripts/build-sample-data.ts SOURCE_FOLDER [OUT]');
  const sample = chooseRows({
    currentTrain: readRows(sourceFolder, 'current-train'),
    benignTraffic: readRows(sourceFolder, 'benign-traffic'),
    heldOutAttacks: readRows(sourceFolder, 'attacks-heldout'),
    goals: readRows(sourceFolder, 'harmful-requests').map((row) => row.text),
  });
  confirmApart(sample.files);
  const bytes = writeSample(outFolder, sample, readFileSync(join(sourceFolder, 'README.md'), 'utf8'));
  printSummary(sample, bytes);
}

function readRows(folder: string, name: string): SampleRow[] {
  const lines = gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`))).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as SampleRow);
}

function printSummary({ files, leftOut, attackGroupSizes }: Sample, bytes: Readonly<Record<string, number>>): void {
  for (const [file, rows] of Object.entries(files)) {
    console.log(`\n${file}: ${rows.length} rows, ${bytes[file]} bytes`);
    console.table(Object.fromEntries([...countBy(rows, (row) => `${row.label} ${row.source}`)].sort()));
  }
  console.log('left out', leftOut);
  console.log(`attack groups: ${attackGroupSizes.length}, largest ${attackGroupSizes.slice(0, 10).join(', ')}`);
}

main(process.argv.slice(2));
