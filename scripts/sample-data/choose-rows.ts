import { hashFraction } from '../../domain/hash64.ts';
import { groupNearDuplicates } from '../../domain/near-duplicates/group-near-duplicates.ts';
import { normaliseForMatching } from '../../domain/near-duplicates/normalise-for-matching.ts';
import { attackGroups, wrapperLead } from './attack-groups.ts';
import { ALLOWED_SOURCES, isMislabelledEmail, TRAFFIC_ONLY_SOURCES, TRAINING_ONLY_SOURCES } from './sources.ts';
import type { SampleRow } from './sources.ts';

export type SampleFile = 'training' | 'traffic' | 'attacks';
export type LeftOut = 'source-not-allowed' | 'mislabelled-email' | 'near-a-row-of-another-file' | 'template-of-the-evaluation' | 'more-alike-than-wanted' | 'not-needed';

export interface Sample {
  readonly files: Readonly<Record<SampleFile, readonly SampleRow[]>>;
  readonly leftOut: Readonly<Record<LeftOut, number>>;
  readonly attackGroupSizes: readonly number[];
}

/** The rows of the source folder: two pools of attacks, which are cut anew, and two of benign prompts. */
export interface SourceRows {
  readonly currentTrain: readonly SampleRow[];
  readonly benignTraffic: readonly SampleRow[];
  readonly heldOutAttacks: readonly SampleRow[];
  readonly goals: readonly string[];
}

/** Cuts the source into training, traffic and attacks; no group of attacks and no near-duplicate cluster is in two. */
export function chooseRows(source: SourceRows): Sample {
  const leftOut = {
    'source-not-allowed': 0, 'mislabelled-email': 0, 'near-a-row-of-another-file': 0,
    'template-of-the-evaluation': 0, 'more-alike-than-wanted': 0, 'not-needed': 0,
  };
  const keep = (rows: readonly SampleRow[], reason: LeftOut, test: (row: SampleRow) => boolean): SampleRow[] => {
    const kept = rows.filter(test);
    leftOut[reason] += rows.length - kept.length;
    return kept;
  };
  const allowed = (rows: readonly SampleRow[]): SampleRow[] =>
    keep(keep(rows, 'source-not-allowed', (row) => ALLOWED_SOURCES.has(row.source)), 'mislabelled-email', (row) => !isMislabelledEmail(row));

  const traffic = allowed(source.benignTraffic);
  const train = allowed(source.currentTrain);
  const pool = [...train.filter((row) => row.label === 'malicious'), ...allowed(source.heldOutAttacks)];
  const clusterOf = clusters([...traffic, ...train, ...pool]);
  const trafficClusters = new Set(traffic.map(clusterOf));
  const farFromTraffic = keep(pool, 'near-a-row-of-another-file', (row) => !trafficClusters.has(clusterOf(row)));

  const groups = attackGroups(farFromTraffic, farFromTraffic.map(clusterOf), source.goals);
  const groupOf = new Map(farFromTraffic.map((row, index) => [row, groups[index]!]));
  const attacks = chooseAttacks(farFromTraffic, groupOf);

  const taken = new Set(attacks);
  const attackClusters = new Set(attacks.map(clusterOf));
  const isFar = (row: SampleRow): boolean => !trafficClusters.has(clusterOf(row)) && !attackClusters.has(clusterOf(row));
  const remaining = keep(farFromTraffic.filter((row) => !taken.has(row)), 'source-not-allowed', (row) => !TRAFFIC_ONLY_SOURCES.has(row.source));
  const unseen = keep(remaining, 'template-of-the-evaluation', (row) => !carriesWrapperOf(row, attacks));
  const varied = keep(unseen, 'more-alike-than-wanted', isAmongFirst(unseen, (row) => (row.source === 'spikee-v0.1' ? groupOf.get(row) : undefined)));
  const malicious = firstByHash(varied, Math.min(varied.length, TRAINING_MALICIOUS));
  const benignPool = keep(train.filter((row) => row.label === 'benign'), 'near-a-row-of-another-file', isFar);
  const benign = firstByHash(benignPool, Math.round((malicious.length * BENIGN_SHARE) / (1 - BENIGN_SHARE)));
  leftOut['not-needed'] = varied.length - malicious.length + benignPool.length - benign.length;
  return { files: { training: [...benign, ...malicious], traffic, attacks }, leftOut, attackGroupSizes: sizes(groups) };
}

const ATTACKS_WANTED = 1_560;
const TRAINING_MALICIOUS = 3_760;
const BENIGN_SHARE = 0.53;
/** Rows of one spikee document in training: more teach the document, not the attack. */
const MAX_ROWS_OF_A_DOCUMENT = 150;
/** A larger group would decide the measured recall alone. */
const MAX_ATTACK_GROUP = 100;
const SEED = 'hone sample 1';

function clusters(rows: readonly SampleRow[]): (row: SampleRow) => number {
  const labels = groupNearDuplicates(rows.map((row) => row.text), { jaccard: 0.8 });
  const clusterOf = new Map(rows.map((row, index) => [row, labels[index]!]));
  return (row) => clusterOf.get(row)!;
}

/** Whole groups in hash order, each while it fits what is still wanted of every source in it. */
function chooseAttacks(pool: readonly SampleRow[], groupOf: ReadonlyMap<SampleRow, number>): SampleRow[] {
  const byGroup = groupBy(pool, (row) => groupOf.get(row)!);
  const eligible = [...byGroup.values()].filter((rows) => rows.length <= MAX_ATTACK_GROUP
    && rows.every((row) => !TRAINING_ONLY_SOURCES.has(row.source) && !TRAFFIC_ONLY_SOURCES.has(row.source)));
  const wanted = quotas(pool.filter((row) => !TRAINING_ONLY_SOURCES.has(row.source)));
  const chosen: SampleRow[] = [];
  for (const rows of inHashOrder(eligible, (group) => group[0]!.id)) {
    const counts = countBy(rows, (row) => row.source);
    if ([...counts].some(([source, count]) => count > (wanted.get(source) ?? 0))) continue;
    for (const [source, count] of counts) wanted.set(source, wanted.get(source)! - count);
    chosen.push(...rows);
  }
  return chosen;
}

function quotas(rows: readonly SampleRow[]): Map<string, number> {
  const share = ATTACKS_WANTED / rows.length;
  return new Map([...countBy(rows, (row) => row.source)].map(([source, count]) => [source, Math.round(count * share)]));
}

/** True for a document with the wrapper of a directly wrapped attack of the evaluation inside. */
function carriesWrapperOf(row: SampleRow, attacks: readonly SampleRow[]): boolean {
  if (row.source !== 'spikee-v0.1') return false;
  const text = normaliseForMatching(row.text);
  return evaluationLeads(attacks).some((lead) => text.includes(lead));
}

/** Longer than a lead that groups: "the following " alone is in every document. */
function evaluationLeads(attacks: readonly SampleRow[]): string[] {
  const wrapped = attacks.filter((row) => row.source === 'spikee-assembled');
  const byLead = groupBy(wrapped, (row) => wrapperLead(row.text));
  return [...byLead.values()].map((rows) => commonStart(rows.map((row) => normaliseForMatching(row.text))));
}

function commonStart(texts: readonly string[]): string {
  let length = Math.min(24, ...texts.map((text) => text.length));
  while (texts.some((text) => !text.startsWith(texts[0]!.slice(0, length)))) length--;
  return texts[0]!.slice(0, length);
}

function isAmongFirst(rows: readonly SampleRow[], cappedGroup: (row: SampleRow) => number | undefined): (row: SampleRow) => boolean {
  const capped = groupBy(rows.filter((row) => cappedGroup(row) !== undefined), (row) => cappedGroup(row)!);
  const first = new Set([...capped.values()].flatMap((group) => firstByHash(group, MAX_ROWS_OF_A_DOCUMENT)));
  return (row) => cappedGroup(row) === undefined || first.has(row);
}

function firstByHash(rows: readonly SampleRow[], count: number): SampleRow[] {
  return inHashOrder(rows, (row) => row.id).slice(0, count);
}

function inHashOrder<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items.map((item) => ({ item, at: hashFraction(SEED, key(item)) })).sort((a, b) => a.at - b.at).map(({ item }) => item);
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

export function countBy<T, K>(items: Iterable<T>, key: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function sizes(groups: Int32Array): number[] {
  return [...countBy(groups, (group) => group).values()].sort((a, b) => b - a);
}
