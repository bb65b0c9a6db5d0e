import type { ArtifactRef } from './artifact-ref.ts';

/** The rows false positives are looked for in: those mined elsewhere where there are any, else the pool cut from traffic. */
export function miningPool(given: ArtifactRef, cut: ArtifactRef): ArtifactRef {
  return given.rows ? given : cut;
}
