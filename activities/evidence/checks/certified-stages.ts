import { MEASURING_STAGES } from '../../../domain/evidence/evidence.ts';
import type { CertifyParameters } from '../../certify.ts';
import type { Manifest } from '../../engine/manifests.ts';
import type { Lineage } from '../lineage.ts';
import type { Release } from '../release.ts';

/** Whose results a certificate rests on, and which a run makes once, however many rounds it has. */
const ONCE = ['ingest', 'mine', 'convert', 'certify'] as const;

/** Faults in what the certificate, and the stages it rests on, say of one another: the same rows, files, champion and measurements. */
export function certifiedStages({ evidence: { certificate, cut }, lineage }: Pick<Release, 'evidence' | 'lineage'>): string[] {
  if (!certificate) return [];
  const counts = ONCE.map((unit) => [unit, lineage.manifests.filter(({ identity }) => identity.unit === unit).length] as const);
  const missing = counts.filter(([, count]) => count !== 1).map(([unit, count]) => `of the stage ${unit} there are ${count}, not 1`);
  const [mine, convert, certify] = [lineage.stage('mine'), lineage.stage('convert'), lineage.stage('certify')];
  if (missing.length > 0 || !mine || !convert || !certify) return missing;
  const rows = [certificate.set.sha256, certify.identity.inputs.certification ?? '', cut?.certification.sha256 ?? ''] as const;
  const { champion } = certify.identity.parameters as CertifyParameters;
  return [
    ...(new Set(rows).size === 1 ? [] : [`the certificate names certification rows ${short(rows[0])}, certify worked on ${short(rows[1])}, the cut gives ${short(rows[2])}`]),
    ...FILES.filter((name) => convert.outputs[name]?.sha256 !== certify.identity.inputs[name]).map((name) => `certify judged another ${name} than convert left`),
    ...FILES.filter((name) => champion[name].sha256 !== mine.identity.inputs[name]).map((name) => `certify compared with another ${name} than that of the champion which mine scored with`),
    ...MEASURING_STAGES.flatMap((stage) => measuredOtherwise(stage, lineage.stage(stage), certify)),
    ...(isTrainedHere(convert.identity.inputs.weights, lineage.manifests) ? [] : ['no training among the stages made the weights of the package']),
  ];
}

const FILES = ['model', 'tokenizer', 'honeJson'] as const;

function measuredOtherwise(stage: string, left: Manifest | undefined, { identity: { inputs } }: Manifest): string[] {
  return [
    ...(left?.outputs[stage]?.sha256 === inputs[stage] ? [] : [left ? `certify was given other measurements than ${stage} left` : `certify was given measurements of ${stage}, which is not among the stages`]),
    ...(left ? FILES.filter((name) => left.identity.inputs[name] !== inputs[name]).map((name) => `${stage} measured another ${name} than certify judged`) : []),
  ];
}

/** Weights of a training of this run, or merged with such. The champion's may be from an earlier run. */
function isTrainedHere(weights: string | undefined, manifests: Lineage['manifests']): boolean {
  const maker = manifests.find(({ identity, outputs }) => (identity.unit === 'train' || identity.unit === 'merge') && outputs.weights?.sha256 === weights);
  if (weights === undefined || !maker) return false;
  if (maker.identity.unit === 'train') return true;
  const others = manifests.filter((each) => each !== maker);
  return ['first weights', 'second weights'].some((name) => isTrainedHere(maker.identity.inputs[name], others));
}

function short(sha256: string): string {
  return sha256 === '' ? 'of no name' : sha256.slice(0, 12);
}
