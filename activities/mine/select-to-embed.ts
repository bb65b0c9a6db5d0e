import { byHash } from '../../domain/by-hash.ts';
import { onePerGroup } from '../../domain/gates.ts';
import type { Row } from '../../domain/row.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import { isKnownCategory } from '../../domain/taxonomy.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, ROW_COLUMNS } from '../engine/rows.ts';
import { readScoredSets } from './scored-sets.ts';
import type { ScoredJob } from './scored-sets.ts';
import type { Ports } from '../ports.ts';

/** Enough to find a neighbour of every kind, and few enough to embed in a minute or two. */
const MOST_ATTACKS = 5_000;

/**
 * What has to be embedded to sift the false positives: one of each group whose category the data does not say, or of every
 * group where resemblance to attacks is asked for; and training attacks to compare with. Both are empty where nothing has to.
 */
export const selectToEmbed =
  (ports: Ports) =>
  (job: ScoredJob): Promise<StageOutcome<'candidates' | 'attacks'>> =>
    // The stage's own key stands for everything this depends on.
    makeUnit(ports, { unit: 'select-to-embed', parameters: { stage: job.lease.key }, inputs: {} }, job.lease, async (workshop) => {
      const { seed, mine, taxonomy } = job.request.parameters;
      const { pool, reported, threshold } = await readScoredSets(ports, job);
      const flagged = [...pool, ...reported].filter((row) => row.score >= threshold);
      const unclear = flagged.filter((row) => mine.attackSimilarity < 1 || !isKnownCategory(taxonomy, row.category));
      const candidates = onePerGroup(unclear, seed);
      const training = candidates.length > 0 ? await readRows<Row>(ports, job.request.inputs.training) : [];
      const attacks = byHash(training.filter((row) => row.label === 'malicious'), 'neighbours', seed).slice(0, MOST_ATTACKS);
      const outputs = {
        candidates: await putRows<Row>(ports, workshop, 'candidates', ROW_COLUMNS, candidates),
        attacks: await putRows<Row>(ports, workshop, 'attacks', ROW_COLUMNS, attacks),
      };
      return { outputs, summary: {}, headline: `${candidates.length} false positives to compare with ${attacks.length} attacks` };
    });
