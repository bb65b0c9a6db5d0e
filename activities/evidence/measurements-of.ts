import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Evidence } from '../../domain/evidence/evidence.ts';
import { MEASURING_STAGES } from '../../domain/evidence/evidence.ts';
import type { MeasuringStage } from '../../domain/evidence/evidence.ts';
import type { Measurements } from '../../domain/measurements.ts';
import { readJson } from '../engine/artifacts.ts';
import type { Ports } from '../ports.ts';
import type { Lineage } from './lineage.ts';

interface Measured {
  readonly measurements: Evidence['measurements'];
  /** The artifacts they are in. */
  readonly found: Readonly<Record<string, ArtifactRef>>;
}

/** What the stages that measure beside the certification rows found, where the run has them: each leaves an artifact of its own name. */
export async function measurementsOf(ports: Ports, lineage: Lineage): Promise<Measured> {
  const measurements: Partial<Record<MeasuringStage, Measurements>> = {};
  const found: Record<string, ArtifactRef> = {};
  for (const stage of MEASURING_STAGES) {
    const ref = lineage.stage(stage)?.outputs[stage];
    if (!ref) continue;
    const { slices, aucs } = await readJson<Measurements>(ports, ref);
    found[stage] = ref;
    measurements[stage] = { slices, aucs };
  }
  return { measurements, found };
}
