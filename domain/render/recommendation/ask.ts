import type { Plan } from '../../planning/plan.ts';
import { limitPercent, percent, thousands } from '../numbers.ts';

/** What is wanted, and where the model in service stands. */
export function ask({ falsePositives, falsePositiveRate, trafficRows, falsePositiveRateLimit: limit, now, criteria }: Plan): string {
  const recall = criteria.find(({ criterion }) => criterion === 'recall')?.gate;
  return [
    '## The ask',
    '',
    `The model in service blocks ${thousands(falsePositives)} of ${thousands(trafficRows)} benign prompts: a measured false-positive rate of ${percent(falsePositiveRate, 3)}. ` +
      `The new model must be proven under ${limitPercent(limit)}${recall ? ` and still catch at least ${limitPercent(recall.limit)} of attacks` : ''}.`,
    '',
    `It is trained now on ${thousands(now.rows)} rows: ${thousands(now.benign)} benign and ${thousands(now.malicious)} malicious.`,
  ].join('\n');
}
