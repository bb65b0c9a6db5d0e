import { isEnglish } from '../../augmentation/english.ts';
import { harmlessRows } from '../../augmentation/harmless-changes.ts';
import { perturbationFamilies } from '../../augmentation/perturbation-families.ts';
import { stressedAttacks } from '../../augmentation/stressed-attacks.ts';
import { carriedNormaliser } from '../../domain/normaliser.ts';
import type { Normaliser } from '../../domain/normaliser.ts';
import type { HoneJson } from '../../domain/package.ts';
import type { Row } from '../../domain/row.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import { chooseRows } from '../../domain/stress/choose-rows.ts';
import { middleOf } from '../../domain/stress/measure-stress.ts';
import type { StressedRow } from '../../domain/stress/stressed-row.ts';
import { describeBare, withoutNormaliser } from '../../domain/stress/without-normaliser.ts';
import { putJson, putText, readJson } from '../engine/artifacts.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, ROW_COLUMNS } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';
import type { StressJob } from '../stress.ts';
import { STRESSED_COLUMNS } from './stressed-rows.ts';

/**
 * `attacks` and `benign`: rows as they were and changed. `middle`: what the challenger scores again without its normaliser. `attacked`: what
 * is attacked adaptively. `bareTokenizer` and `bareHoneJson` make, with the challenger's model, its package without the normaliser.
 */
export type StressTables = 'attacks' | 'benign' | 'middle' | 'attacked' | 'bareTokenizer' | 'bareHoneJson';

export interface ChosenSummary {
  /** The challenger's; without one there is nothing to score again. */
  readonly normaliser: Normaliser;
  readonly unseenAttacks: number;
}

/** Chooses held-out rows, one of each group, and makes of them all that is to be scored. */
export const chooseStressed =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease }: StressJob): Promise<StageOutcome<StressTables, ChosenSummary>> => {
    const { seed, severities, rowsPerFamily, benignRows, adaptive } = parameters;
    const { tuning, unseen, tokenizer, honeJson } = inputs;
    const work = { unit: 'choose-stressed', parameters: { seed, severities, rowsPerFamily, benignRows, attacks: adaptive.attacks }, inputs: { tuning, tokenizer, honeJson, ...(unseen && { unseen }) } } as const;
    return makeUnit(ports, work, lease, async (workshop) => {
      const tuned = await readRows<Row>(ports, tuning);
      const others = unseen ? await readRows<Row>(ports, unseen) : [];
      const description = await readJson<HoneJson>(ports, honeJson);
      const attacks = chooseRows([...tuned, ...others], 'malicious', rowsPerFamily, seed);
      const stressed = stressedAttacks(attacks, perturbationFamilies(description.maxTokens), { seed, severities });
      // Tuning alone: prompts of sources that were left out of training may be hard ones, which are never pooled with natural ones.
      const benign = harmlessRows(chooseRows(tuned, 'benign', benignRows, seed), seed);
      const middle = stressed.filter(({ change, severity }) => change === '' || severity === middleOf(severities));
      // WordNet is of English words.
      const attacked = chooseRows([...tuned, ...others].filter(({ text }) => isEnglish(text)), 'malicious', adaptive.attacks, seed);
      const files = await readJson<object>(ports, tokenizer);
      const bareTokenizer = await putText(ports, JSON.stringify(withoutNormaliser(files)));
      const put = (name: string, rows: readonly StressedRow[]): ReturnType<typeof putRows> => putRows<StressedRow>(ports, workshop, name, STRESSED_COLUMNS, rows);
      const outputs = {
        attacks: await put('attacks', stressed),
        benign: await put('benign', benign),
        middle: await put('middle', middle),
        attacked: await putRows<Row>(ports, workshop, 'attacked', ROW_COLUMNS, attacked),
        bareTokenizer,
        bareHoneJson: await putJson(ports, describeBare(description, bareTokenizer.sha256)),
      };
      const unseenIds = new Set(others.map(({ id }) => id));
      const summary = { normaliser: carriedNormaliser(files).normaliser, unseenAttacks: attacks.filter(({ id }) => unseenIds.has(id)).length };
      return { outputs, summary, headline: `${attacks.length} attacks in ${stressed.length} forms, ${benign.length} benign rows` };
    });
  };
