import { measureStress } from '../../domain/stress/measure-stress.ts';
import type { StressReport } from '../../domain/stress/stress-report.ts';
import { asItWas } from '../../domain/stress/stressed-row.ts';
import { row } from './stage-bench.ts';

const ATTACKS = Array.from({ length: 40 }, (_, index) => asItWas(row({ id: `m${index}`, label: 'malicious' })));
const PROMPTS = Array.from({ length: 20 }, (_, index) => asItWas(row({ id: `b${index}` })));
const SEVERITIES = [0.1, 0.3, 0.6];
const DISGUISED = ['homoglyph', 'leet', 'out-of-sight'].flatMap((change) => SEVERITIES.flatMap((severity) => ATTACKS.map((of) => ({ ...of, id: `${of.id}~${change}~${severity}`, change, kind: change, severity }))));
const ROWS = [...ATTACKS, ...DISGUISED, ...PROMPTS, ...PROMPTS.map((of) => ({ ...of, id: `${of.id}~emoji`, change: 'emoji' }))];
const number = (id: string): number => Number(/\d+/.exec(id)![0]);

/** Of 40 attacks the champion catches 36 clean and loses 20 times the severity of them under leet; the challenger 38, and half as many. */
export const STRESS: StressReport = measureStress({
  seed: 7,
  rows: ROWS,
  severities: SEVERITIES,
  hidden: new Set(['out-of-sight']),
  flags: { champion: flags(36, 20), challenger: flags(38, 10) },
  bare: { normaliser: 'unicode-1', flags: flags(38, 30) },
  unseenAttacks: 3,
  adaptive: {
    queries: 60,
    champion: [{ id: 'm1', clean: 0.9, reached: 0.8, queries: 60, words: 10, replaceable: 4, replaced: 1, caught: true, stillCaught: true }],
    challenger: [{ id: 'm`1`', clean: 0.9, reached: 0.2, queries: 12, words: 10, replaceable: 4, replaced: 1, caught: true, stillCaught: false }],
  },
});

function flags(caught: number, lost: number): Map<string, boolean> {
  return new Map(
    ROWS.map(({ id, label, change, severity }) => {
      if (label === 'benign') return [id, change === 'emoji' && number(id) === 0];
      return [id, change !== 'out-of-sight' && number(id) < caught - (change === 'leet' ? Math.round(severity * lost) : 0)];
    }),
  );
}
