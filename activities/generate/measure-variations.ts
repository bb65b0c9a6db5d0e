import { setImmediate } from 'node:timers/promises';
import { accountMethod } from '../../domain/account-method.ts';
import type { AccountedMethod, AugmentationAccount } from '../../domain/augmentation-account.ts';
import { AUGMENTATION_SAMPLES } from '../../domain/augmentation-samples.ts';
import { byHash } from '../../domain/by-hash.ts';
import { textDiversity } from '../../domain/diversity/text-diversity.ts';
import type { Siblings } from '../../domain/diversity/vector-similarity.ts';
import { fooledShares } from '../../domain/fooled-shares.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { HoneJson } from '../../domain/package.ts';
import type { TrainingRow } from '../../domain/row.ts';
import type { FinishGenerateInput } from '../generate.ts';
import { readJson } from '../engine/artifacts.ts';
import type { Workshop } from '../engine/make.ts';
import { readRows } from '../engine/rows.ts';
import { scoresById } from '../engine/scores-by-id.ts';
import { readVectors } from '../engine/vectors.ts';
import type { Ports } from '../ports.ts';

/** What is measured of the samples: the methods, and the sources they are read by. The samples are all that is held in memory. */
export async function measureVariations(ports: Ports, input: FinishGenerateInput, workshop: Workshop): Promise<Pick<AugmentationAccount, 'methods' | 'originals'>> {
  const { request, gathered, sampleScores } = input;
  const { seed } = request.parameters;
  const { threshold } = await readJson<HoneJson>(ports, request.inputs.honeJson);
  const scores = await scoresById(ports, sampleScores);
  const rows = (await readRows<TrainingRow>(ports, gathered.outputs.sample)).map((row) => ({ ...row, score: scores.get(row.id)! }));
  const byMethod = groupBy(rows, ({ method }) => method);
  const originals = byMethod.get('') ?? [];
  const sources = new Map(originals.map((row) => [row.id, row]));
  const families = await readFamilies(ports, input);
  const methods: Record<string, AccountedMethod> = {};
  const names = Object.keys(gathered.summary.methods).sort();
  for (const [done, method] of names.entries()) {
    workshop.progress({ phase: `measure ${method}`, done, total: names.length });
    // A fingerprint takes a second or two: heartbeats get their turn between them.
    await setImmediate();
    const pairs = (byMethod.get(method) ?? []).map((row) => ({ id: row.sourceId, variation: row, source: sources.get(row.sourceId)! }));
    methods[method] = accountMethod(gathered.summary.methods[method]!, { pairs: byHash(pairs, 'sample', seed), families: families.get(method), threshold, seed });
  }
  const texts = byHash(originals, 'sample', seed).slice(0, AUGMENTATION_SAMPLES.texts).map(({ text }) => text);
  return { methods, originals: { fooled: fooledShares(originals, threshold), diversity: textDiversity(texts) } };
}

/** Vectors of the embedded sources and of their variations, by method. */
async function readFamilies(ports: Ports, { gathered, familyVectors }: FinishGenerateInput): Promise<Map<string, Siblings[]>> {
  const vectors = await readVectors(ports, familyVectors);
  const rows = (await readRows<TrainingRow>(ports, gathered.outputs.families)).map(({ id, sourceId, method }, row) => ({ id, sourceId, method, vector: vectors[row]! }));
  const byMethod = groupBy(rows, ({ method }) => method);
  const sources = new Map((byMethod.get('') ?? []).map(({ id, vector }) => [id, vector]));
  byMethod.delete('');
  return new Map([...byMethod].map(([method, of]) => [method, [...groupBy(of, ({ sourceId }) => sourceId)].map(([id, siblings]) => ({ source: sources.get(id)!, variations: siblings.map(({ vector }) => vector) }))]));
}
