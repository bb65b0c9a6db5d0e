import type { Waiver } from '../waiver.ts';

/** Who put a model into service without its gates, why, and what had not passed: one plain line, for every place that names the model. */
export function waiverLine({ by, why, at, verdict, gates }: Omit<Waiver, 'run' | 'packageId' | 'evidenceHash'>): string {
  const open = gates.map((gate) => `${gate.gate} (${gate.verdict})`).join(', ');
  const how = verdict === 'fail' ? 'ALTHOUGH ITS GATES FAILED' : 'WITHOUT ENOUGH EVIDENCE FOR ITS GATES';
  return `WAIVER: PROMOTED ${how}. Not passed: ${open}. Waived by ${by} on ${at.slice(0, 10)}: ${why.replaceAll(/\s+/g, ' ')}`;
}
