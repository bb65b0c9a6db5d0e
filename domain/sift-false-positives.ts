import type { Row } from './row.ts';
import type { Categorise, Categorised, Neighbour } from './taxonomy.ts';

/** A flagged benign row with where it belongs and how sure that is. */
export interface SiftedFalsePositive extends Row {
  readonly score: number;
  readonly falsePositiveCategory: string;
  readonly categoryConfidence: number;
  readonly categoryBy: Categorised['by'];
  /** Cosine of its group's representative with the nearest training attack; null where that was not embedded. */
  readonly attackSimilarity: number | null;
}

/** A flagged row that a person should look at before anything learns that it is benign. */
export interface DoubtedFalsePositive extends Row {
  readonly score: number;
  readonly reason: string;
}

export interface SiftEvidence {
  readonly categorise: Categorise;
  /** Nearest training attacks of each group that was embedded, nearest first. */
  readonly neighbours: ReadonlyMap<string, readonly Neighbour[]>;
  /** A training attack of each group that has one: ingest grouped near duplicates over all sets. */
  readonly attackOfGroup: ReadonlyMap<string, string>;
  /** Similarity from which on a row looks like an attack; 1 asks for no similarity, only for near duplicates. */
  readonly attackSimilarity: number;
  /** What a person decided on a text. */
  readonly decisionOn: (text: string) => 'benign' | 'malicious' | 'drop' | undefined;
}

export interface Sifted {
  readonly falsePositives: readonly SiftedFalsePositive[];
  readonly doubts: readonly DoubtedFalsePositive[];
  /** Rows that a person took out: attacks after all, or nothing to learn from. */
  readonly ruledOut: number;
}

type Flagged = Row & { readonly score: number };

/** Parts what the champion flagged into false positives and doubts. A person's decision comes before any resemblance. */
export function siftFalsePositives(rows: readonly Flagged[], evidence: SiftEvidence): Sifted {
  const judged = rows.map((row) => ({ row, decision: evidence.decisionOn(row.text), reason: resemblance(row, evidence) }));
  const open = judged.filter(({ decision }) => decision === undefined || decision === 'benign');
  return {
    falsePositives: open.filter(({ decision, reason }) => decision === 'benign' || reason === undefined).map(({ row }) => categorised(row, evidence)),
    doubts: open.flatMap(({ row, decision, reason }) => (decision === undefined && reason !== undefined ? [{ ...row, reason }] : [])),
    ruledOut: judged.length - open.length,
  };
}

/** Which attack a row looks like, in words. */
function resemblance({ groupId }: Flagged, { attackOfGroup, neighbours, attackSimilarity }: SiftEvidence): string | undefined {
  const sibling = attackOfGroup.get(groupId);
  if (sibling !== undefined) return `near duplicate of attack ${sibling}`;
  const nearest = neighbours.get(groupId)?.[0];
  if (!nearest || attackSimilarity >= 1 || nearest.similarity < attackSimilarity) return undefined;
  return `like attack ${nearest.id} (${nearest.similarity.toFixed(2)})`;
}

function categorised(row: Flagged, { categorise, neighbours }: SiftEvidence): SiftedFalsePositive {
  const near = neighbours.get(row.groupId) ?? [];
  const { category, confidence, by } = categorise(row, near);
  return { ...row, falsePositiveCategory: category, categoryConfidence: confidence, categoryBy: by, attackSimilarity: near[0]?.similarity ?? null };
}
