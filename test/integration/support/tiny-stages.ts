import { STAGES } from '../../../domain/stages.ts';
import type { StageName } from '../../../domain/stages.ts';

/** The stages of a tiny run, in their order: as the sample profile it asks for `stress`. */
export const TINY_STAGES: readonly StageName[] = STAGES.flatMap((stage): StageName[] => (stage === 'certify' ? ['stress', stage] : [stage]));
