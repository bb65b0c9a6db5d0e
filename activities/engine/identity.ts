import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { STAGE_VERSIONS, TRAINER_UNITS } from '../../domain/stage-versions.ts';
import type { UnitName } from '../../domain/stage-versions.ts';
import type { Ports } from '../ports.ts';
import { canonicalJson, sha256Of } from './artifacts.ts';

/** All that decides a result. Where two identities agree, so do their keys, and the result is made once. */
export interface Identity {
  readonly unit: UnitName;
  readonly version: number;
  readonly parameters: object;
  readonly inputs: Readonly<Record<string, string>>;
  /** Hash of the trainer's sources and its locked environment, for what it makes. */
  readonly trainer?: string;
}

/** What is to be made: a stage, or one unit of a stage's fan-out. */
export interface Work {
  readonly unit: UnitName;
  readonly parameters: object;
  readonly inputs: Readonly<Record<string, ArtifactRef>>;
}

export async function identityOf(ports: Ports, work: Work): Promise<Identity> {
  const inputs = Object.fromEntries(Object.entries(work.inputs).map(([name, ref]) => [name, ref.sha256]));
  const base = { unit: work.unit, version: STAGE_VERSIONS[work.unit], parameters: work.parameters, inputs };
  return TRAINER_UNITS.has(work.unit) ? { ...base, trainer: await ports.trainer.sourcesHash() } : base;
}

/** SHA-256 of the identity as canonical JSON. */
export function keyOf(identity: Identity): string {
  return sha256Of(canonicalJson(identity));
}

/** Names what differs between two identities of one unit, for the reason of a miss. */
export function differences(before: Identity, now: Identity): string[] {
  return [
    ...(before.version === now.version ? [] : [`version ${before.version} → ${now.version}`]),
    ...(before.trainer === now.trainer ? [] : ['the trainer changed']),
    ...changedKeys(before.inputs, now.inputs).map((name) => `input ${name} changed`),
    ...changedKeys(before.parameters, now.parameters).map((name) => `parameter ${name} changed`),
  ];
}

function changedKeys(before: object, now: object): string[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(now))];
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.filter((name) => canonicalJson(was.get(name) ?? null) !== canonicalJson(is.get(name) ?? null));
}
