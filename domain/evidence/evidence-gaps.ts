import type { Gate } from '../profile.ts';
import type { Evidence, EvidenceGap } from './evidence.ts';

/** What gaps are told from: the document without them, the gates that were asked for, and stages an operator skipped. */
export interface Known extends Omit<Evidence, 'gaps'> {
  readonly askedGates: readonly Gate[];
  readonly skipped: readonly string[];
}

/** Everything the document does not show, so that no reader takes silence for a result. */
export function evidenceGaps(known: Known): EvidenceGap[] {
  if (!known.certificate) {
    return [{ what: 'every gate', why: 'The package was made from a training set to have a first champion; no gate was applied to it, and no certification row was scored.' }];
  }
  return [...unjudged(known), ...unmeasured(known), ...known.skipped.map((stage) => ({ what: `the stage ${stage}`, why: 'An operator skipped it.' })), ...ALWAYS];
}

function unjudged({ certificate, askedGates }: Known): EvidenceGap[] {
  const judged = certificate?.gates.filter(({ estimate }) => estimate !== null).map(({ gate }) => gate.name) ?? [];
  // A gate on every slice of a kind gives results that are named after it and the slice.
  const isJudged = (name: string): boolean => judged.some((each) => each === name || each.startsWith(`${name} (`));
  return askedGates.filter(({ name }) => !isJudged(name)).map(({ name }) => ({ what: `the gate ${name}`, why: 'Nothing was measured that it could be judged on.' }));
}

function unmeasured({ certificate, measurements, latency, stages, threshold, trainings }: Known): EvidenceGap[] {
  const ran = new Set(stages.map(({ stage }) => stage));
  const gaps: readonly (readonly [boolean, string, string])[] = [
    [!measurements.probe, 'sources that neither training saw', 'The run has no stage `probe`: the certification attacks come from the sources its attack set names.'],
    [!measurements.stress, 'attacks that were disguised or rewritten to pass', 'The run has no stage `stress`.'],
    [!certificate?.hardNegatives && !measurements.probe, 'honest prompts that look like attacks', 'The run has no set of hard negatives.'],
    [!certificate?.champion.latency, "the champion's latency", 'It was not measured on the machine that measured the challenger.'],
    [!latency, 'latency', 'It was not measured.'],
    [!ran.has('audit'), 'wrong labels in the training rows', 'The run has no label audit (`review.folds` is 0).'],
    [!ran.has('cross-validate'), 'how far the result moves with other training rows', 'The run has no cross-validation (`crossValidation.folds` is 0).'],
    [!trainings.some(({ ships }) => ships), 'what the weights learned from', 'No stage that the run names left them.'],
    [threshold?.rule === 'fixed', 'the threshold', 'It was set, not fitted.'],
  ];
  return gaps.flatMap(([open, what, why]) => (open ? [{ what, why }] : []));
}

/** What no run of Hone measures. */
const ALWAYS: readonly EvidenceGap[] = [
  { what: 'scores on other processors', why: 'Every score is of one machine; elsewhere int8 scores move a little. `hone score PACKAGE --smoke` compares a machine.' },
  { what: 'whole conversations', why: 'A text is judged by itself, cut at the token limit.' },
  { what: 'traffic and attacks of tomorrow', why: 'The rates hold for prompts like those of the sets named here.' },
];
