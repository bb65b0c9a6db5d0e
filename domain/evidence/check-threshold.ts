import { fitThreshold } from '../fit-threshold.ts';
import type { ScoredRow } from '../fit-threshold.ts';
import { thousands } from '../render/numbers.ts';
import type { EvidenceThreshold } from './evidence.ts';
import { fail, pass } from './finding.ts';
import type { Finding } from './finding.ts';

/**
 * Fits the threshold again on the tuning slice's scores of the file that ships. `tolerance`: by how much this machine may score
 * otherwise than the one that fitted.
 */
export function checkThreshold(stated: Extract<EvidenceThreshold, { readonly rule: 'neyman-pearson' }>, shipped: number, tuning: string, rows: readonly ScoredRow[], tolerance: number): Finding {
  const on = `the ${thousands(stated.benign)} benign rows of tuning slice ${tuning.slice(0, 12)}`;
  if (stated.fittedOn !== tuning) return fail(`The threshold was fitted on rows ${stated.fittedOn.slice(0, 12)}, which is not ${on}.`);
  const fitted = fitThreshold(rows, stated);
  if (fitted === undefined) return fail(`No threshold can be placed on ${on}: they are too few for delta ${stated.delta}.`);
  const difference = Math.abs(fitted - shipped);
  const figures = `${fitted} fitted again on ${on} (aim ${stated.aim} of ${stated.limit}, delta ${stated.delta}), ${shipped} in hone.json`;
  return difference <= tolerance ? pass(`The threshold is the one that the rule gives: ${figures}.`) : fail(`The threshold is not the one that the rule gives: ${figures}.`);
}
