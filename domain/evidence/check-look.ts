import type { Certificate, Look } from '../certificate.ts';
import { fail, pass } from './finding.ts';
import type { Finding } from './finding.ts';

/** A certificate that some run left in the store, by the key of its stage. */
export interface ClaimedLook {
  readonly key: string;
  readonly set: string;
  readonly number: number;
}

/**
 * The look is this certificate's: the ledger of the set has it under its number, numbers run from 1 without a gap and within those that
 * were declared (the same number for all), and no other certificate in the store claims the same look or is named twice.
 */
export function checkLook(key: string, { look, set, declaredLooks }: Certificate, ledger: readonly Look[], claims: readonly ClaimedLook[]): Finding {
  const entry = ledger.find(({ number }) => number === look.number);
  const others = claims.filter((claim) => claim.set === set.sha256 && claim.number === look.number && claim.key !== key);
  const mine = ledger.filter(({ certificate }) => certificate === key);
  const faults = [
    ...(look.certificate === key ? [] : [`the certificate names the look of another one, ${look.certificate.slice(0, 12)}`]),
    ...(entry ? [] : [`the ledger has no look ${look.number} at this set`]),
    ...(entry && (entry.certificate !== key || entry.run !== look.run || entry.at !== look.at) ? [`look ${look.number} in the ledger is that of certificate ${entry.certificate.slice(0, 12)} by ${entry.run} at ${entry.at}`] : []),
    ...(mine.length > 1 ? [`the ledger has this certificate ${mine.length} times`] : []),
    ...others.map((other) => `certificate ${other.key.slice(0, 12)} claims look ${look.number} as well`),
    ...(ledger.every(({ number }, index) => number === index + 1) ? [] : ['the numbers of the ledger have a gap']),
    ...ledger.flatMap(({ number, declared = declaredLooks }) => (declared === declaredLooks ? [] : [`look ${number} was declared as one of ${declared}, this one of ${declaredLooks}`])),
    ...(look.number <= declaredLooks ? [] : [`only ${declaredLooks} looks were declared`]),
  ];
  if (faults.length > 0) return fail(`Look ${look.number} at certification set ${set.sha256.slice(0, 12)} is not this certificate's alone: ${faults.join('; ')}.`);
  return pass(`Look ${look.number} of ${declaredLooks} at certification set ${set.sha256.slice(0, 12)} is this certificate's in the ledger (${ledger.length} taken so far), and no other certificate claims it.`);
}
