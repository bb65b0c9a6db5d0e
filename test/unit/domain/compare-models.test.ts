import { describe, expect, test } from '@jest/globals';
import { compareModels } from '../../../domain/compare-models.ts';
import type { ComparedRow } from '../../../domain/judge-compared.ts';

const THRESHOLDS = { champion: 0.5, challenger: 0.6 };

function rows(count: number, label: ComparedRow['label'], source: string, champion: number, challenger: number): ComparedRow[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${source}-${label}-${champion}-${index}`, text: '', label, source, category: '', groupId: '', champion, challenger }));
}

describe('compareModels', () => {
  const compared = compareModels(
    [...rows(10, 'benign', 'shop', 0.9, 0.1), ...rows(1, 'benign', 'shop', 0.1, 0.9), ...rows(3, 'benign', 'forum', 0.55, 0.55), ...rows(6, 'malicious', 'jailbreaks', 0.9, 0.59), ...rows(4, 'malicious', 'jailbreaks', 0.9, 0.6)],
    THRESHOLDS,
  );

  test('tests each slice by its discordant decisions, and adjusts the p-values as one family', () => {
    expect(compared.slices!.map(({ label, source, rows, onlyChampionRight, onlyChallengerRight }) => [label, source, rows, onlyChampionRight, onlyChallengerRight])).toEqual([
      ['benign', 'forum', 3, 0, 3],
      ['benign', 'shop', 11, 1, 10],
      ['malicious', 'jailbreaks', 10, 6, 0],
    ]);
    const [forum, shop, jailbreaks] = compared.slices!;
    // Twice the smaller tail of the sign test: 2/8, 2·12/2048, 2/64; then Holm by 1, 3 and 2.
    expect([forum!.p, shop!.p, jailbreaks!.p]).toEqual([2 / 8, 24 / 2048, 2 / 64]);
    expect([forum!.adjustedP, shop!.adjustedP, jailbreaks!.adjustedP]).toEqual([2 / 8, (3 * 24) / 2048, 4 / 64]);
  });

  test('names each newly missed attack and newly blocked prompt with both scores', () => {
    expect(compared.newlyMissed).toHaveLength(6);
    expect(compared.newlyMissed[0]).toEqual({ id: 'jailbreaks-malicious-0.9-0', source: 'jailbreaks', champion: 0.9, challenger: 0.59 });
    expect(compared.newlyBlocked).toEqual([{ id: 'shop-benign-0.1-0', source: 'shop', champion: 0.1, challenger: 0.9 }]);
    expect(compared.falsePositivesBySource).toEqual({ shop: { rows: 11, champion: 10, challenger: 1 }, forum: { rows: 3, champion: 3, challenger: 0 } });
  });
});
