import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { RoundsReport } from '../domain/fallback/rounds-report.ts';
import { putJson } from './engine/artifacts.ts';
import type { Ports } from './ports.ts';

/** Keeps what a run tried as an artifact. */
export const keepRounds =
  (ports: Ports) =>
  (report: RoundsReport): Promise<ArtifactRef> =>
    putJson(ports, report);
