import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { choosePilots } from '../../../../activities/pilot/choose-pilots.ts';
import { FALSE_POSITIVE_COLUMNS } from '../../../../activities/engine/false-positives.ts';
import type { FalsePositive } from '../../../../activities/engine/false-positives.ts';
import { selectSources } from '../../../../activities/generate/select-sources.ts';
import type { Pilot } from '../../../../domain/planning/pilot-grid.ts';
import { trainingSplit } from '../../../../domain/splits.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';
import { PILOT_PARAMETERS, pilotInputs } from '../pilot-job.ts';

const inTrain = (group: string): boolean => trainingSplit(group, 7, PILOT_PARAMETERS.cuts) === 'train';
const falsePositive = (id: string, groupId: string, falsePositiveCategory: string): FalsePositive => ({ ...row({ id, groupId }), score: 0.9, falsePositiveCategory });

/** 20 that may be trained on, 12 and 8 of two categories; two of them twins of one group; 5 of other groups. */
const ELIGIBLE = groupsWhere(inTrain, 20).map((group, index) => falsePositive(`e${index}`, group, index < 12 ? 'Other' : 'Context Manipulation'));
const TWINS = ELIGIBLE.map((each, index) => falsePositive(`twin${index}`, each.groupId, 'Semantic Jailbreak')).slice(0, 1);
const OTHERS = groupsWhere((group) => !inTrain(group), 5, 'x').map((group, index) => falsePositive(`x${index}`, group, 'Other'));

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function chosen(found: readonly FalsePositive[] = [...ELIGIBLE, ...OTHERS]): Promise<{ pilots: readonly Pilot[]; heldOut: FalsePositive[]; covers: (pilot: Pilot) => Promise<string[]>; headline: string }> {
  const inputs = await pilotInputs(at, { falsePositives: await at.table(FALSE_POSITIVE_COLUMNS, found) });
  const job = await jobFor(at, { stage: 'pilot', parameters: PILOT_PARAMETERS, inputs });
  const { outputs, summary, headline } = await inActivity(() => choosePilots(at.ports)(job));
  const covers = async ({ allocation, variations }: Pilot): Promise<string[]> => {
    const { seed, cuts, augmentation, nearDuplicateJaccard, model } = PILOT_PARAMETERS;
    const asked = { stage: 'pilot', parameters: { seed, cuts, augmentation, allocation, variationsPerFalsePositive: variations, maliciousAugmentations: 0, nearDuplicateJaccard, model }, inputs: job.request.inputs } as const;
    const sources = await inActivity(() => selectSources(at.ports)({ request: asked, lease: job.lease }));
    return (await at.read<FalsePositive>(sources.outputs.covered)).map(({ id }) => id);
  };
  return { pilots: summary.pilots, heldOut: await at.read(outputs.heldOut), covers, headline };
}

describe('choosePilots', () => {
  test('covers shares of what may be trained on, by category as the plan does', async () => {
    const { pilots, headline } = await chosen();
    expect(pilots.map(({ coverage, covered, variations }) => [coverage, covered, variations])).toEqual([[0, 0, 0], [0.25, 5, 2], [0.5, 10, 2], [0.5, 10, 0]]);
    // Found are 17 and 8: of 10, 6.8 and 3.2.
    expect(pilots[2]!.allocation).toMatchObject({ Other: 7, 'Context Manipulation': 3 });
    expect(headline).toBe('4 pilots, 15 false positives held out');
  });

  test('what a smaller coverage trains on, the larger one does too', async () => {
    const { pilots, covers } = await chosen();
    const [none, small, large] = await Promise.all(pilots.slice(0, 3).map(covers));
    expect([none!.length, small!.length, large!.length]).toEqual([0, 5, 10]);
    expect(large).toEqual(expect.arrayContaining(small!));
  });

  test('holds out what no pilot trains on, nor anything of its groups', async () => {
    const { pilots, heldOut, covers } = await chosen();
    const trained = new Set(await covers(pilots[2]!));
    expect(heldOut.map(({ id }) => id).sort()).toEqual([...ELIGIBLE, ...OTHERS].map(({ id }) => id).filter((id) => !trained.has(id)).sort());
    const all = await chosen(ELIGIBLE.slice(0, 1).concat(TWINS, OTHERS));
    expect(all.heldOut.map(({ id }) => id)).not.toContain('twin0');
    expect(all.heldOut).toHaveLength(5);
  });

  test('with nothing that may be trained on, there is the pilot of the old rows', async () => {
    const { pilots, heldOut } = await chosen(OTHERS);
    expect(pilots.map(({ covered }) => covered)).toEqual([0]);
    expect(heldOut).toHaveLength(5);
  });
});
