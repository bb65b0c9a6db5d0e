import { readFileSync } from 'node:fs';
import { brokenRules } from '../augmentation/filters.ts';
import type { RuleReason } from '../augmentation/filters.ts';
import type { LanguageOf } from '../augmentation/language-of.ts';
import type { Encoder } from '../domain/ports/guard.ts';
import type { FilterSettings, Method } from '../domain/profile.ts';

/** A prompt and a variation of it, judged by hand; `data/filter-calibration.md` says how. */
export interface JudgedPair {
  readonly id: string;
  readonly source: string;
  /** Row of the sample data. */
  readonly sourceId: string;
  readonly variation: string;
  readonly method: 'restructuring' | 'synonyms' | 'paraphrase' | 'back-translation' | 'attack-frame';
  readonly label: 'benign' | 'malicious';
  readonly judged: Readonly<Record<'meaningKept' | 'natural' | 'labelKept' | 'languageKept' | 'differs', boolean>>;
  readonly fault: string;
}

/** What one filter does on the pairs. A pair is bad in its sense when the judgement named by `sense` is false; only such pairs count as found. */
export interface FilterQuality {
  readonly filter: string;
  readonly threshold: string;
  readonly sense: string;
  readonly dropped: number;
  readonly found: number;
  /** Pairs bad in the filter's sense. */
  readonly bad: number;
  /** Dropped pairs that are bad in some sense: what a run loses nothing by. */
  readonly droppedBad: number;
}

export interface Calibration {
  readonly filters: readonly FilterQuality[];
  readonly curve: readonly CurvePoint[];
  readonly chosen: CurvePoint;
  /** All filters one after another, at the chosen similarity; the pairs that the local methods made apart. */
  readonly together: Readonly<Record<'all' | 'local', { readonly bad: number; readonly badDropped: number; readonly good: number; readonly goodDropped: number }>>;
}

export interface CurvePoint {
  readonly minSimilarity: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly goodKept: number;
}

const DATA = new URL('../data/', import.meta.url);

export function judgedPairs(): JudgedPair[] {
  return readFileSync(new URL('filter-calibration.jsonl', DATA), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as JudgedPair);
}

/** Cosine similarities of the pairs by id, as `calibrate-filters.ts --encoder` computed them. */
export function storedSimilarities(): Record<string, number> {
  return JSON.parse(readFileSync(new URL('filter-calibration.similarities.json', DATA), 'utf8')) as Record<string, number>;
}

/** Precision and recall of every filter, and the similarity threshold that follows from the pairs. */
export function calibrate(pairs: readonly JudgedPair[], similarities: Readonly<Record<string, number>>, settings: FilterSettings, languageOf: LanguageOf): Calibration {
  const similarityOf = (pair: JudgedPair): number => similarities[pair.id]!;
  const curve = STEPS.map((minSimilarity) => curvePoint(pairs, similarityOf, minSimilarity));
  const chosen = curve.filter(({ goodKept }) => goodKept >= LEAST_GOOD_KEPT).reduce((best, point) => (point.f1 > best.f1 ? point : best));
  const broken = new Map(pairs.map((pair) => [pair, brokenRules(pair.source, pair.variation, { ...settings, sameLanguage: true }, { method: writerOf(pair), languageOf })]));
  const rules = RULES.map(({ filter, sense, threshold }) => quality(pairs, { filter, sense, threshold: threshold(settings) }, (pair) => broken.get(pair)!.includes(filter)));
  const isFar = (pair: JudgedPair): boolean => similarityOf(pair) < chosen.minSimilarity;
  const similarity = quality(pairs, { filter: 'meaning-changed', sense: 'meaningKept', threshold: `\`minSimilarity\` ${chosen.minSimilarity.toFixed(2)}` }, isFar);
  const isDropped = (pair: JudgedPair): boolean => broken.get(pair)!.length > 0 || isFar(pair);
  const local = pairs.filter(({ method }) => method === 'restructuring' || method === 'synonyms');
  return { filters: [...rules, similarity], curve, chosen, together: { all: together(pairs, isDropped), local: together(local, isDropped) } };
}

const STEPS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

/** The good pairs that are far from their sources in an embedding are those that add most. */
const LEAST_GOOD_KEPT = 0.95;

interface MeasuredRule {
  readonly filter: RuleReason;
  readonly sense: keyof JudgedPair['judged'];
  readonly threshold: (settings: FilterSettings) => string;
}

const RULES: readonly MeasuredRule[] = [
  { filter: 'near-source', sense: 'differs', threshold: ({ maxSourceJaccard }) => `\`maxSourceJaccard\` ${maxSourceJaccard}` },
  { filter: 'length-ratio', sense: 'meaningKept', threshold: ({ minLengthRatio, maxLengthRatio }) => `${minLengthRatio} to ${maxLengthRatio}` },
  { filter: 'language-changed', sense: 'languageKept', threshold: () => '`sameLanguage`' },
  { filter: 'negation-changed', sense: 'meaningKept', threshold: () => '' },
  { filter: 'protected-span-changed', sense: 'meaningKept', threshold: () => '' },
  { filter: 'name-lost', sense: 'meaningKept', threshold: () => '' },
];

/** Pairs written by hand stand for what a provider writes. */
function writerOf({ method }: JudgedPair): Method {
  return method === 'restructuring' || method === 'synonyms' ? method : 'paraphrase';
}

function quality(pairs: readonly JudgedPair[], named: Pick<FilterQuality, 'filter' | 'threshold'> & { readonly sense: keyof JudgedPair['judged'] }, drops: (pair: JudgedPair) => boolean): FilterQuality {
  const dropped = pairs.filter(drops);
  const isBad = (pair: JudgedPair): boolean => !pair.judged[named.sense];
  return { ...named, dropped: dropped.length, found: dropped.filter(isBad).length, bad: pairs.filter(isBad).length, droppedBad: dropped.filter(isBadAnyhow).length };
}

function curvePoint(pairs: readonly JudgedPair[], similarityOf: (pair: JudgedPair) => number, minSimilarity: number): CurvePoint {
  const dropped = pairs.filter((pair) => similarityOf(pair) < minSimilarity);
  const changed = pairs.filter(({ judged }) => !judged.meaningKept);
  const good = pairs.filter((pair) => !isBadAnyhow(pair));
  const found = dropped.filter(({ judged }) => !judged.meaningKept).length;
  const [precision, recall] = [dropped.length > 0 ? found / dropped.length : 0, found / changed.length];
  const f1 = found > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { minSimilarity, precision, recall, f1, goodKept: good.filter((pair) => similarityOf(pair) >= minSimilarity).length / good.length };
}

function together(pairs: readonly JudgedPair[], isDropped: (pair: JudgedPair) => boolean): Calibration['together']['all'] {
  const [bad, good] = [pairs.filter(isBadAnyhow), pairs.filter((pair) => !isBadAnyhow(pair))];
  return { bad: bad.length, badDropped: bad.filter(isDropped).length, good: good.length, goodDropped: good.filter(isDropped).length };
}

function isBadAnyhow({ judged }: JudgedPair): boolean {
  return Object.values(judged).includes(false);
}

/** The tables of docs/augmentation.md. */
export function renderCalibration({ filters, curve, chosen, together: { all, local } }: Calibration): string {
  const rows = filters.map(({ filter, threshold, sense, dropped, found, bad, droppedBad }) => `| \`${filter}\` | ${threshold} | \`${sense}\` | ${dropped} | ${share(found, dropped)} | ${share(found, bad)} | ${share(droppedBad, dropped)} |`);
  const points = curve.map((point) => `| ${point.minSimilarity.toFixed(2)}${point === chosen ? ' (chosen)' : ''} | ${percent(point.precision)} | ${percent(point.recall)} | ${percent(point.f1)} | ${percent(point.goodKept)} |`);
  return [
    '| filter | threshold | looks for pairs without | drops | precision | recall | dropped that are bad in any way |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    `All together drop ${all.badDropped} of the ${all.bad} bad pairs and ${all.goodDropped} of the ${all.good} good ones; of what the local methods made, ${local.badDropped} of ${local.bad} bad and ${local.goodDropped} of ${local.good} good.`,
    '',
    '| `minSimilarity` | precision | recall | F1 | good pairs kept |',
    '|---|---|---|---|---|',
    ...points,
    '',
  ].join('\n');
}

const share = (part: number, whole: number): string => (whole > 0 ? `${percent(part / whole)} (${part}/${whole})` : '–');
const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;

/** The document with these tables between its markers. */
export function withCalibration(document: string, tables: string): string {
  return document.replace(/(<!-- calibration -->\n)[\s\S]*?(<!-- \/calibration -->)/, (_, before: string, after: string) => before + tables + after);
}

/** Cosine similarity of each pair, to four decimals. */
export async function pairSimilarities(pairs: readonly JudgedPair[], encoder: Encoder): Promise<Record<string, number>> {
  const sources = await encoder.embed(pairs.map(({ source }) => source));
  const variations = await encoder.embed(pairs.map(({ variation }) => variation));
  const cosine = (index: number): number => sources[index]!.reduce((sum, value, at) => sum + value * variations[index]![at]!, 0);
  return Object.fromEntries(pairs.map(({ id }, index) => [id, Number(cosine(index).toFixed(4))]));
}
