import { describe, expect, test } from '@jest/globals';
import { stressSection } from '../../../../domain/render/stress-section.ts';
import { STRESS } from '../../../support/stress.ts';

const TEXT = stressSection(STRESS);

describe('stressSection', () => {
  test('says what was tried, and what nobody checked', () => {
    expect(TEXT).toContain('40 held-out attacks, 3 of them of sources that no training saw, one of each group');
    expect(TEXT).toContain('Nobody checked whether a disguised attack would still work');
    expect(TEXT).toContain('whether the instruction still means the same is not checked by a person');
  });

  test('each rate has its n, its interval and its change from the clean twin', () => {
    // 36 of 40, less 12 at 0.6: 24; 38 less 6: 32.
    expect(TEXT).toMatch(/\| leet \| 0\.6 \| 40 \| 60\.0 % \(44\.6–73\.7\) \| −30\.0 \(−4\d\.\d to −1\d\.\d\) \| [\d.]+ \| 80\.0 % \(65\.2–89\.5\) \| −15\.0 \(/);
    expect(TEXT).toMatch(/\| homoglyph \| 0\.3 \| 40 \| 90\.0 % .* \| 0\.0 \(−\d\.\d to \+\d\.\d\) \| 1\.000 \| 95\.0 %/);
    expect(TEXT).toMatch(/\| emoji \| 20 \| 5\.0 % .*\| \+5\.0 \(/);
  });

  test('sums over the families that can be seen, attacks counted once', () => {
    expect(TEXT).toMatch(/Severity 0\.6, all families together \(80 rows of 40 attacks, which count once each\): the challenger catches 87\.5 % \(−7\.5 \(.*the champion 75\.0 %/);
  });

  test('shows what the normaliser brings, where there is one', () => {
    expect(TEXT).toContain('`unicode-1` in front of its tokenizer');
    // At 0.3: 38 less 3 with it, less 9 without.
    expect(TEXT).toMatch(/\| leet \| 40 \| 87\.5 % .* \| 72\.5 % .* \| \+15\.0 \(/);
    expect(stressSection({ ...STRESS, normaliser: null })).not.toContain('What the normaliser is for');
  });

  test('names what got past by id alone, and ids cannot break out', () => {
    expect(TEXT).toContain('| challenger | 1 | 100.0 % (20.7–100.0) | 0.0 % (0.0–79.3) | 1 | 10.0 % | 12 | 0 |');
    expect(TEXT).toContain('What got past the challenger: `m1`.');
  });

  test('has its picture where there is something to see', () => {
    expect(TEXT).toContain('(stress-recall.svg)');
    expect(stressSection({ ...STRESS, families: [], overall: [] })).not.toContain('stress-recall.svg');
  });
});
