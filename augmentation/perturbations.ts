import { ENCODINGS } from './perturbations/encodings.ts';
import { INVISIBLE } from './perturbations/invisible.ts';
import type { Perturbation } from './perturbations/kind.ts';
import { LOOK_ALIKES } from './perturbations/look-alikes.ts';
import { NOISE } from './perturbations/noise.ts';
import { paddingPast } from './perturbations/padding.ts';
import { WRAPPERS } from './perturbations/wrappers.ts';

export type { Perturbation } from './perturbations/kind.ts';

/** What the models of the shipped profiles read of a text is less. */
const TOKEN_LIMIT = 512;

/** The kinds of disguise. Their ids are part of row ids and reports: none changes its meaning. */
export const PERTURBATIONS: readonly Perturbation[] = [...LOOK_ALIKES, ...INVISIBLE, ...NOISE, ...ENCODINGS, ...WRAPPERS, paddingPast(TOKEN_LIMIT)];

/** Those that training rows are made with. */
export const TRAINING_PERTURBATIONS: readonly Perturbation[] = PERTURBATIONS.filter(({ hidesFromModel }) => !hidesFromModel);
