import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { byHash } from '../domain/by-hash.ts';
import { bandingFor, minHash, PERMUTATIONS } from '../domain/near-duplicates/min-hash.ts';
import { groupNearDuplicates } from '../domain/near-duplicates/group-near-duplicates.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import { ShingleReader } from '../domain/near-duplicates/shingles.ts';
import { nearPairs, pairQuality } from './pair-quality.ts';
import { peersPython } from './peers-python.ts';
import { percentile } from './percentile.ts';
import { record, tableRow } from './record.ts';
import { sampleRows } from './sample-rows.ts';

/**
 * Rows a second of MinHash signatures alone and of whole near-duplicate groups, one thread each, against datasketch and text-dedup on
 * the same normalised texts; and which of the pairs found by looking at every pair each finds.
 * `tsx bench/near-duplicates.ts [--texts 20000] [--runs 5]`
 */
const { values } = parseArgs({ options: { texts: { type: 'string', default: '20000' }, runs: { type: 'string', default: '5' } } });
const [count, runs] = [Number(values.texts), Number(values.runs)];
const JACCARD = 0.8;

interface Grouped {
  readonly signatureSeconds: number;
  readonly groupSeconds: number;
  readonly clusters: ArrayLike<number>;
}

const python = await peersPython();
const texts = byHash(sampleRows('training', 'traffic', 'attacks'), 'bench near-duplicates', 7).slice(0, count).map((row) => normaliseForMatching(row.text));
const { bands, rowsPerBand } = bandingFor(JACCARD);
const contestants = {
  hone: () => Promise.resolve(hone(texts)),
  datasketch: () => peer('datasketch_groups', { hash: 'xxhash', params: null }),
  datasketchSha1: () => peer('datasketch_groups', { hash: 'sha1', params: null }),
  datasketchVerified: () => peer('datasketch_groups', { hash: 'xxhash', params: [bands, rowsPerBand] }),
  textDedup: () => peer('text_dedup_groups', {}),
};
type Contestant = keyof typeof contestants;
const names = Object.keys(contestants) as Contestant[];
const times = each(() => ({ signatures: [] as number[], groups: [] as number[] }));
const clusters = {} as Record<Contestant, ArrayLike<number>>;
hone(texts.slice(0, 2_000)); // the peers warm up, too
for (let run = 0; run < runs; run++) {
  for (const name of names) {
    const grouped = await contestants[name]();
    times[name].signatures.push(grouped.signatureSeconds);
    times[name].groups.push(grouped.groupSeconds);
    clusters[name] = grouped.clusters;
    process.stderr.write(`${name}: signatures ${(texts.length / grouped.signatureSeconds).toFixed(0)} rows/s, groups ${(texts.length / grouped.groupSeconds).toFixed(0)} rows/s\n`);
  }
}

const pairs = nearPairs(texts, JACCARD);
const figures = each((name) => ({ signaturesPerSecond: texts.length / percentile(times[name].signatures, 0.5), rowsPerSecond: texts.length / percentile(times[name].groups, 0.5), ...pairQuality(pairs, clusters[name]) }));
const { hone: ours, datasketch, datasketchSha1, datasketchVerified: verified, textDedup } = figures;
const ratios = { signatures: ours.signaturesPerSecond / datasketch.signaturesPerSecond, signaturesSha1: ours.signaturesPerSecond / datasketchSha1.signaturesPerSecond, signaturesTextDedup: ours.signaturesPerSecond / textDedup.signaturesPerSecond, groups: ours.rowsPerSecond / verified.rowsPerSecond };
record('near-duplicates', { texts: texts.length, jaccard: JACCARD, permutations: PERMUTATIONS, runs, nearPairs: pairs.length, figures, ratios }, times);
const [rate, share] = [(value: number): string => value.toFixed(0), (value: number): string => `${(100 * value).toFixed(1)} %`];
tableRow(
  `near-duplicate signatures of ${texts.length} real prompts, one thread`,
  `${rate(ours.signaturesPerSecond)} rows/s; datasketch 2.0 with xxhash ${rate(datasketch.signaturesPerSecond)}, with its own SHA-1 ${rate(datasketchSha1.signaturesPerSecond)}; text-dedup ${rate(textDedup.signaturesPerSecond)}: ${ratios.signatures.toFixed(1)}×, ${ratios.signaturesSha1.toFixed(1)}× and ${ratios.signaturesTextDedup.toFixed(1)}× (goal: 10×)`,
);
tableRow(
  `near-duplicate groups of the same, ${pairs.length} near pairs`,
  `${rate(ours.rowsPerSecond)} rows/s, recall ${share(ours.recall)}, precision ${share(ours.precision)}; datasketch with Hone's bands and exact Jaccard ${rate(verified.rowsPerSecond)}, ${share(verified.recall)}, ${share(verified.precision)} (${ratios.groups.toFixed(1)}×); as it comes ${rate(datasketch.rowsPerSecond)}, ${share(datasketch.recall)}, ${share(datasketch.precision)}; text-dedup ${rate(textDedup.rowsPerSecond)}, ${share(textDedup.recall)}, ${share(textDedup.precision)}`,
);

function each<T>(value: (name: Contestant) => T): Record<Contestant, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Contestant, T>;
}

function hone(normalised: readonly string[]): Grouped {
  const [reader, signature] = [new ShingleReader(), new Int32Array(PERMUTATIONS)];
  const startedAt = performance.now();
  for (const text of normalised) {
    reader.read(text);
    minHash(reader.hashes, reader.count, signature);
  }
  const signedAt = performance.now();
  const found = groupNearDuplicates(normalised, { jaccard: JACCARD });
  return { signatureSeconds: (signedAt - startedAt) / 1000, groupSeconds: (performance.now() - signedAt) / 1000, clusters: found };
}

async function peer(script: string, options: object): Promise<Grouped> {
  const directory = await mkdtemp(join(tmpdir(), 'hone-bench-'));
  try {
    const request = join(directory, 'request.json');
    await writeFile(request, JSON.stringify({ texts, jaccard: JACCARD, ...options }));
    const { stdout } = await execa(python, [new URL(`peers/${script}.py`, import.meta.url).pathname, request], { env: { OMP_NUM_THREADS: '1' }, stderr: 'inherit' });
    return JSON.parse(stdout) as Grouped;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
