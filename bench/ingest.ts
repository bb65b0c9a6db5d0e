import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { readSettings } from '../adapters/settings.ts';
import { generatedRows } from './generated-rows.ts';
import { writeRows } from './generate-rows.ts';
import { percentile } from './percentile.ts';
import { record, tableRow } from './record.ts';
import { sampleRows } from './sample-rows.ts';

/**
 * Wall time and most resident memory of the real `ingest` over the sample's training set and attacks, and traffic of growing size.
 * `tsx bench/ingest.ts [ROWS …] [--runs 1]`; default 100000 and 1000000 rows.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '1' } } });
const sizes = (positionals.length > 0 ? positionals : ['100000', '1000000']).map(Number);
const runs = Number(values.runs);
const SEED = 7;

interface Ingested {
  readonly seconds: number;
  readonly idleMiB: number;
  readonly peakMiB: number;
  readonly counts: { readonly groups: number; readonly rejected: Readonly<Record<string, number>> };
}

const folder = join(readSettings().home, 'bench');
const samples = sizes.map((rows) => ({ rows, ingested: [] as Ingested[] }));
for (let run = 0; run < runs; run++) {
  for (const { rows, ingested } of samples) {
    const sample = await ingestOnce(await trafficFile(rows));
    ingested.push(sample);
    process.stderr.write(`${rows} rows: ${sample.seconds.toFixed(1)} s, ${sample.peakMiB} MiB, ${sample.counts.groups} groups\n`);
  }
}

const otherRows = sampleRows('training', 'attacks').length;
const figures = samples.map(({ rows, ingested }) => {
  const seconds = percentile(ingested.map((sample) => sample.seconds), 0.5);
  return { rows, seconds, rowsPerSecond: (rows + otherRows) / seconds, peakMiB: Math.max(...ingested.map((sample) => sample.peakMiB)), counts: ingested[0]!.counts };
});
const [smallest] = figures;
/** Seconds a row, as a multiple of the smallest size's: 1 is linear. */
const withRatio = figures.map((figure) => ({ ...figure, timeAgainstLinear: smallest!.rowsPerSecond / figure.rowsPerSecond }));
record('ingest', { runs, figures: withRatio }, samples.map(({ rows, ingested }) => ({ rows, samples: ingested.map(({ seconds, idleMiB, peakMiB }) => ({ seconds, idleMiB, peakMiB })) })));
for (const { rows, seconds, rowsPerSecond, peakMiB, counts, timeAgainstLinear } of withRatio) {
  tableRow(`ingest of ${rows.toLocaleString('en')} rows of traffic`, `${seconds.toFixed(1)} s, ${rowsPerSecond.toFixed(0)} rows/s into ${counts.groups.toLocaleString('en')} groups, ${peakMiB} MiB resident at most; seconds a row ${timeAgainstLinear.toFixed(2)}× those of ${smallest!.rows.toLocaleString('en')} rows (linear: 1)`);
}

/** Made once and kept: the rows are a function of set, seed and number. */
async function trafficFile(rows: number): Promise<string> {
  const path = join(folder, `traffic-${SEED}-${rows}.jsonl.gz`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const part = join(folder, `part-${SEED}-${rows}.jsonl.gz`);
  await writeRows(part, generatedRows('traffic', SEED), rows);
  await rename(part, path);
  return path;
}

async function ingestOnce(traffic: string): Promise<Ingested> {
  const home = await mkdtemp(join(folder, 'ingest-'));
  try {
    const script = new URL('ingest-once.ts', import.meta.url).pathname;
    const { stdout } = await execa(process.execPath, ['--import', 'tsx', script, traffic], { env: { HONE_HOME: home }, stderr: 'inherit' });
    return JSON.parse(stdout) as Ingested;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
