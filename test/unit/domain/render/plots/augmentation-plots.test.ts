import { describe, expect, test } from '@jest/globals';
import type { MethodCounts } from '../../../../../domain/augmentation-account.ts';
import { augmentationPlots } from '../../../../../domain/render/plots/augmentation-plots.ts';
import { fooledPlot } from '../../../../../domain/render/plots/fooled-plot.ts';
import { keptPlot } from '../../../../../domain/render/plots/kept-plot.ts';
import { measuredShare } from '../../../../../domain/statistics/measured-share.ts';
import { ACCOUNT } from '../../../../support/augmentation-account.ts';

const none = ACCOUNT.methods['perturbation']!;
const withCounts = (counts: Readonly<Record<string, Partial<MethodCounts>>>): Pick<typeof ACCOUNT, 'methods'> => ({ methods: Object.fromEntries(Object.entries(counts).map(([method, of]) => [method, { ...none, ...of }])) });
const widthsOf = (svg: string, colour: string): number[] => [...svg.matchAll(new RegExp(`<rect x="[\\d.]+" y="[\\d.]+" width="([\\d.]+)" height="20" fill="${colour}"/>`, 'g'))].map(([, width]) => Number(width));

describe('keptPlot', () => {
  test('draws bars in proportion: kept first, each reason in its colour, the longest bar across', () => {
    const svg = keptPlot(withCounts({ a: { made: 100, kept: 75, dropped: { duplicate: 25 } }, b: { made: 50, kept: 50, dropped: {} } }));
    expect(widthsOf(svg, '#4477aa')).toEqual([337.5, 225]);
    expect(widthsOf(svg, '#ee6677')).toEqual([112.5]);
    expect(svg).toContain('>75 kept (75 %)</text>');
    expect(svg).toContain('>duplicate</text>');
  });

  test('puts rare reasons together when there are more than colours, and loses none of them', () => {
    const dropped = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`reason-${index}`, 12 - index]));
    const svg = keptPlot(withCounts({ a: { made: 78, kept: 0, dropped } }));
    expect(svg).toContain('>other reasons</text>');
    expect(svg).toContain('>reason-5</text>');
    expect(svg).not.toContain('>reason-6</text>');
    // 1 + 2 + … + 6 of 78, on 450 pixels.
    expect(widthsOf(svg, '#bbbbbb')[0]).toBeCloseTo((450 * 21) / 78, 1);
  });

  test('says what was never made apart from what was dropped', () => {
    expect(keptPlot(ACCOUNT)).toContain('>not made: refusal</text>');
  });

  test('escapes names', () => {
    expect(keptPlot(withCounts({ '<a&"': { made: 1, kept: 1 } }))).toContain('>&lt;a&amp;&quot;</text>');
  });
});

describe('fooledPlot', () => {
  test('puts points and intervals where they belong: half way for one half', () => {
    const svg = fooledPlot({ methods: { a: { ...none, fooled: { benign: measuredShare(50, 100) } } }, originals: { ...ACCOUNT.originals, fooled: {} } });
    const { low, high } = measuredShare(50, 100);
    expect(svg).toContain('<circle cx="360"');
    expect(svg).toContain(`x1="${Number((160 + 400 * low).toFixed(2))}" x2="${Number((160 + 400 * high).toFixed(2))}"`);
    expect(svg).toContain('>50.0 % (50 of 100)</text>');
    expect(svg).not.toMatch(/Attacks|sources/);
  });

  test('has a panel for each label, with the sources beside', () => {
    const svg = fooledPlot(ACCOUNT);
    expect(svg).toContain('>Benign: share it flags</text>');
    expect(svg).toContain('>Attacks: share it misses</text>');
    expect(svg.match(/>their sources</g)).toHaveLength(2);
  });
});

test('the same account gives the same bytes, and nothing gives no plot', () => {
  expect(augmentationPlots(structuredClone(ACCOUNT))).toEqual(augmentationPlots(ACCOUNT));
  expect(augmentationPlots({ ...ACCOUNT, methods: {} })).toEqual({});
});
