import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactKey } from '../../../domain/artifact-ref.ts';
import type { ModelMeasurements } from '../../../domain/certificate.ts';
import type { LatencyTable } from '../../../domain/latency-table.ts';
import { PACKAGE_FILES } from '../../../domain/package.ts';
import type { CertifyParameters } from '../../certify.ts';
import { readJson } from '../../engine/artifacts.ts';
import type { Release, Tools } from '../release.ts';

export type Costs = Pick<ModelMeasurements, 'bytes' | 'latency'>;

/** What no row can tell of the package: its files' own size, and the latency that `convert` left. */
export async function costsOfPackage({ ports }: Tools, { directory, lineage }: Release): Promise<Costs> {
  const sizes = await Promise.all(PACKAGE_FILES.map(async (name) => (await stat(join(directory, name))).size));
  const table = lineage.stage('convert')?.outputs.latency;
  return { bytes: sum(sizes), latency: table ? (await readJson<LatencyTable>(ports, table)).traffic : null };
}

/** Null where the store has lost a file of it. */
export async function bytesOfChampion({ ports: { store } }: Tools, { champion }: CertifyParameters): Promise<number | null> {
  const sizes = await Promise.all([champion.model, champion.tokenizer, champion.honeJson].map(({ sha256 }) => store.size(artifactKey(sha256))));
  return sizes.every((size) => size !== undefined) ? sum(sizes) : null;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
