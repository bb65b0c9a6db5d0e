import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { loadLexicon } from '../adapters/lexicon.ts';
import { isEnglish } from '../augmentation/english.ts';
import { restructuring } from '../augmentation/restructuring.ts';
import { synonyms } from '../augmentation/synonyms.ts';
import type { AugmentationMethod, AugmentationSource } from '../augmentation/method.ts';
import { byHash } from '../domain/by-hash.ts';
import { rng } from '../domain/rng.ts';
import { generationSeconds } from './generation-workers.ts';
import { nltkData } from './nltk-data.ts';
import { peersPython } from './peers-python.ts';
import { percentile } from './percentile.ts';
import { record, tableRow } from './record.ts';
import { sampleRows } from './sample-rows.ts';

/**
 * Variations a second on one core of synonyms, restructuring and both, against nlpaug's `SynonymAug` and TextAttack's
 * `WordNetAugmenter` on the same prompts; and seconds of a whole fan-out with one worker process and with two.
 * `tsx bench/augmentation.ts [--prompts 1000] [--variations 4] [--runs 5] [--sources 20000]`
 */
const { values } = parseArgs({ options: { prompts: { type: 'string', default: '1000' }, variations: { type: 'string', default: '4' }, runs: { type: 'string', default: '5' }, sources: { type: 'string', default: '20000' } } });
const [count, variations, runs, sources] = [Number(values.prompts), Number(values.variations), Number(values.runs), Number(values.sources)];
/** More would be for the peers' patience: they take seconds on a page. */
const MAX_CHARACTERS = 600;
const WARM_UP = 30;
const TAGGED = 3_000;
const SEED = 7;
/** Universal tags as the Penn tags that nlpaug looks up. */
const PENN: Readonly<Record<string, string>> = { NOUN: 'NN', PROPN: 'NNP', VERB: 'VB', AUX: 'MD', ADJ: 'JJ', ADV: 'RB', DET: 'DT', ADP: 'IN', PRON: 'PRP', NUM: 'CD', CCONJ: 'CC', SCONJ: 'IN', PART: 'TO', PUNCT: '.', SYM: 'SYM', INTJ: 'UH' };

interface Made {
  readonly seconds: number;
  readonly made: number;
  readonly failed: number;
}

const lexicon = loadLexicon();
const rows = byHash(sampleRows('traffic').filter(({ text }) => text.length <= MAX_CHARACTERS && isEnglish(text)), 'bench augmentation', SEED);
const prompts = rows.slice(0, count);
const warmUp = rows.slice(count, count + WARM_UP);
const tagged = rows.slice(count + WARM_UP, count + WARM_UP + TAGGED).map((row) => lexicon.partsOfSpeech(row.text).map(({ value, pos }) => [value, PENN[pos] ?? 'NN'] as const));
const python = await peersPython('augmentation-requirements.txt', { besideHone: true });
const data = await nltkData(python);

const contestants = {
  synonyms: () => Promise.resolve(hone([synonyms])),
  restructuring: () => Promise.resolve(hone([restructuring])),
  both: () => Promise.resolve(hone([restructuring, synonyms])),
  nlpaug: () => peer('nlpaug'),
  textattack: () => peer('textattack'),
  textattackHighYield: () => peer('textattack-high-yield'),
};
type Contestant = keyof typeof contestants;
const names = Object.keys(contestants) as Contestant[];
const raw = Object.fromEntries(names.map((name) => [name, [] as Made[]])) as Record<Contestant, Made[]>;
hone([restructuring, synonyms], rows.slice(count + WARM_UP, count + WARM_UP + 500)); // the peers warm up in their own processes
for (let run = 0; run < runs; run++) {
  for (const name of names) {
    const made = await contestants[name]();
    raw[name].push(made);
    process.stderr.write(`${name}: ${made.made} variations, ${rate(made).toFixed(0)}/s${made.failed > 0 ? `, failed on ${made.failed} prompts` : ''}\n`);
  }
}
const perSecond = Object.fromEntries(names.map((name) => [name, percentile(raw[name].map(rate), 0.5)])) as Record<Contestant, number>;
// High yield answers with every candidate it met, many times what was asked for, each one word away from the source: it stands apart.
const against = (peers: number): Record<'synonyms' | 'restructuring' | 'both', number> => ({ synonyms: perSecond.synonyms / peers, restructuring: perSecond.restructuring / peers, both: perSecond.both / peers });
const ratios = against(Math.max(perSecond.nlpaug, perSecond.textattack));

const workers = sources > 0 ? await generationSeconds({ sources, variations, runs }) : undefined;
const speedUp = workers && percentile(workers.one, 0.5) / percentile(workers.two, 0.5);
record('augmentation', { prompts: prompts.length, variations, runs, variationsPerSecond: perSecond, ratios, ratiosToHighYield: against(perSecond.textattackHighYield), ...(workers && { workers: { sources, one: percentile(workers.one, 0.5), two: percentile(workers.two, 0.5), speedUp } }) }, { ...raw, ...(workers && { workers }) });
const whole = (value: number): string => value.toFixed(0);
tableRow(
  `variations of ${prompts.length} real prompts, one core`,
  `synonyms ${whole(perSecond.synonyms)}/s, restructuring ${whole(perSecond.restructuring)}/s, both ${whole(perSecond.both)}/s; nlpaug ${whole(perSecond.nlpaug)}/s, TextAttack ${whole(perSecond.textattack)}/s (high yield ${whole(perSecond.textattackHighYield)}/s). Against the best peer at the number asked for: ${ratios.synonyms.toFixed(1)}×, ${ratios.restructuring.toFixed(1)}×, ${ratios.both.toFixed(1)}× (goal: 10×)`,
);
if (workers && speedUp) tableRow(`two pipeline workers against one, ${sources} sources`, `${percentile(workers.one, 0.5).toFixed(1)} s and ${percentile(workers.two, 0.5).toFixed(1)} s: ${speedUp.toFixed(2)}× (goal: 1.7×)`);

function rate({ made, seconds }: Made): number {
  return made / seconds;
}

function hone(methods: readonly AugmentationMethod[], from: readonly AugmentationSource[] = prompts): Made {
  const startedAt = performance.now();
  let made = 0;
  for (const source of from) for (const [index, method] of methods.entries()) made += method(source, variations, rng(SEED, source.id, index), { lexicon }).length;
  return { seconds: (performance.now() - startedAt) / 1000, made, failed: 0 };
}

async function peer(name: string): Promise<Made> {
  const directory = await mkdtemp(join(tmpdir(), 'hone-bench-'));
  try {
    const request = join(directory, 'request.json');
    await writeFile(request, JSON.stringify({ peer: name, seed: SEED, count: variations, prompts: prompts.map(({ text }) => text), warmUp: warmUp.map(({ text }) => text), tagged: name === 'nlpaug' ? tagged : [] }));
    const { stdout } = await execa(python, [new URL('peers/wordnet_variations.py', import.meta.url).pathname, request], { env: { OMP_NUM_THREADS: '1', NLTK_DATA: data, HF_HUB_OFFLINE: '1' }, stderr: 'ignore' });
    return JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as Made;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
