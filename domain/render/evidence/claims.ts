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
at these rows [look-ledger], so each bound on a rate or difference measured on them has ${share(declaredLooks)} of the error allowance.${gates.some(({ gate }) => gate.set !== undefined) ? ON_OTHER_SETS : ''}

${markdownTable([['gate', 'effect', 'verdict', 'shown by'], ...[...blocking, ...warning].map(row)])}

Intervals are 95 % Wilson. One-sided bounds of rates are exact (Clopper–Pearson), those of paired differences are Tango's score bounds; a difference of ROC-AUCs has DeLong's
95 % interval with groups as clusters. F1, ROC-AUC, size and latency are compared as measured. All of these figures: [certificate-figures, stored-scores].`;
}

/** Why they prove less: `judgeMeasured`. */
const ON_OTHER_SETS = `
Bounds on other sets have all of theirs: every run scores those, so they tell what got worse and are no proof.`;

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

function share(looks: number): string {
  return looks === 1 ? 'all' : `one part in ${looks}`;
}
