import type { EvidenceMerge, EvidenceSplit, EvidenceTraining } from '../../domain/evidence/evidence.ts';
import { readJson } from '../engine/artifacts.ts';
import type { Manifest } from '../engine/manifests.ts';
import type { TrainParameters } from '../engine/train-request.ts';
import type { Ports } from '../ports.ts';
import type { Lineage } from './lineage.ts';

/** Every training of the run, with what it learned from. `shipped`: hash of the weights that were converted to the package. */
export async function trainingsOf(ports: Ports, lineage: Lineage, shipped: string | undefined): Promise<EvidenceTraining[]> {
  const trainings = lineage.manifests.filter(({ identity, outputs }) => /(^|-)train$/.test(identity.unit) && outputs.weights);
  const merge = mergeOf(lineage, shipped);
  const ships = new Set(merge ? [merge.first, merge.second] : [shipped]);
  return Promise.all(trainings.map((manifest) => trainingOf(ports, lineage, manifest, ships)));
}

/** How the shipped weights came of two models, where they did. */
export function mergeOf(lineage: Lineage, shipped: string | undefined): EvidenceMerge | null {
  const merge = lineage.manifests.findLast(({ identity, outputs }) => /^merge$/.test(identity.unit) && outputs.weights?.sha256 === shipped);
  if (!merge) return null;
  const { parameters, inputs } = merge.identity;
  return { key: merge.key, share: (parameters as { readonly share: number }).share, first: inputs['first weights']!, second: inputs['second weights']!, weights: shipped! };
}

async function trainingOf(ports: Ports, lineage: Lineage, { identity, key, outputs }: Manifest, ships: ReadonlySet<string | undefined>): Promise<EvidenceTraining> {
  const { model, train, seed } = identity.parameters as TrainParameters;
  const weights = outputs.weights!.sha256;
  return {
    stage: identity.unit,
    key,
    ships: ships.has(weights),
    base: model.base,
    startedFrom: identity.inputs.weights ?? null,
    seed,
    settings: { ...train },
    trainer: identity.trainer ?? null,
    weights,
    train: await splitOf(ports, lineage, 'train', identity.inputs.train!),
    validation: await splitOf(ports, lineage, 'validation', identity.inputs.validation!),
  };
}

/** The stage that made a split accounts for its rows by label and origin. */
async function splitOf(ports: Ports, lineage: Lineage, name: 'train' | 'validation', sha256: string): Promise<EvidenceSplit> {
  const maker = lineage.makerOf(name, sha256);
  const accounting = maker?.outputs.accounting;
  const account = accounting && (await readJson<Partial<Record<string, { readonly origins?: Readonly<Record<string, number>> }>>>(ports, accounting))[name];
  return { sha256, rows: maker?.outputs[name]?.rows ?? 0, origins: account?.origins ?? {} };
}
