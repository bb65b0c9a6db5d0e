import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Evidence } from '../../domain/evidence/evidence.ts';
import { HoneError } from '../../domain/errors.ts';
import type { PackageFiles } from '../../domain/package-files.ts';
import type { GuardPool } from '../engine/guard-pool.ts';
import type { Manifest } from '../engine/manifests.ts';
import { readRows } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';
import type { Lineage } from './lineage.ts';
import { storedRef } from './make-evidence.ts';

/** A package folder with its evidence, and what the store knows of the run that made it. */
export interface Release {
  /** The run that was asked for, where one was. */
  readonly run: string | null;
  readonly directory: string;
  readonly evidence: Evidence;
  readonly evidenceHash: string;
  /** SHA-256 of the folder's own files, by name; files that are not there are left out. */
  readonly hashes: Readonly<Record<string, string>>;
  /** By what the folder's files are, not by what the evidence says. */
  readonly packageId: string;
  /** The package's own threshold, from hone.json. */
  readonly threshold: number;
  /** Stages that the evidence names, as the store has them. */
  readonly lineage: Lineage;
  /** The stage that made the package, where the store has it. */
  readonly packaged: Manifest | undefined;
  /** Only what is stored is compared: nothing is scored again, and artifacts are told by their size. */
  readonly quick: boolean;
  /** Draws the certification rows that are scored again. */
  readonly sampleSeed: number;
}

/** What a check works with. */
export interface Tools {
  readonly ports: Ports;
  readonly guards: GuardPool;
}

/** The package's files as the evidence names them, in the store. */
export function filesOfEvidence({ package: { files } }: Evidence): PackageFiles {
  return { model: storedRef(files['model.onnx']), tokenizer: storedRef(files['tokenizer.json']), honeJson: storedRef(files['hone.json']) };
}

/** Rows of a table that a stage left behind. @throws HoneError HONE_NOT_FOUND where no stage of the run did. */
export async function rowsOf<T extends object>({ ports }: Tools, ref: ArtifactRef | undefined, what: string): Promise<T[]> {
  if (ref) return readRows<T>(ports, ref);
  throw new HoneError('HONE_NOT_FOUND', `${what}: no stage that the evidence names left it in this store.`);
}
