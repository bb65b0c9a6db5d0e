import type { Evidence } from '../../evidence/evidence.ts';
import type { GateResult } from '../../gates.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { thousands } from '../numbers.ts';
import { markdownTable } from '../table.ts';

/** What is claimed, gate by gate, and with what confidence. */
export function claims({ certificate, packageId }: Evidence): string {
  if (!certificate) return `## What is claimed\n\nNothing: package ${packageId.slice(0, 12)} was made to have a first model and was never certified.`;
  const { set, look, declaredLooks, gates, verdict } = certificate;
  const [blocking, warning] = [gates.filter(({ gate }) => gate.effect === 'blocks'), gates.filter(({ gate }) => gate.effect === 'warns')];
  return `## What is claimed

**${VERDICTS[verdict]}** Measured with the files that ship, once, on ${thousands(set.benign)} honest prompts and ${thousands(set.malicious)} attacks
in ${thousands(set.groups)} groups that were kept apart from all training and tuning [certification-labels, group-leak]. This was look ${look.number} of ${declaredLooks} declared
at these rows [look-ledger], so each bound has one ${ordinal(declaredLooks)} of the error allowance.

${markdownTable([['gate', 'effect', 'verdict', 'shown by'], ...[...blocking, ...warning].map(row)])}

Intervals are 95 % Wilson, bounds one-sided and exact. All of these figures: [certificate-figures, stored-scores].`;
}

const VERDICTS: Readonly<Record<GateResult['verdict'], string>> = {
  pass: 'Every gate that can stop a release passed.',
  fail: 'A gate that can stop a release failed.',
  'not-enough-evidence': 'The rows are too few to show what the gates ask for.',
};

/** Hone's own sentence, without the gate's name, which stands before it. */
function row({ gate, verdict, sentence, confidence, estimate }: GateResult): string[] {
  const said = sentence.startsWith(`${gate.name}: `) ? sentence.slice(gate.name.length + 2) : sentence;
  return [escapeMarkdown(gate.name), gate.effect, verdict === 'pass' ? 'pass' : `**${verdict}**`, `${said}${confidence === null && estimate !== null ? ' Compared as measured, without a bound.' : ''}`];
}

function ordinal(count: number): string {
  return count === 1 ? 'whole' : `${count}th`;
}
