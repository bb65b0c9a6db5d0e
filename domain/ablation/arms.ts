import type { AblationSettings, AugmentationSettings, BenignMethod, Method } from '../profile.ts';

/** One thing that is trained on instead of another; everything else stays equal, the number of rows included. */
export interface Arm {
  readonly kind: 'nothing-covered' | 'method' | 'mix';
  /** Of an arm of one method. */
  readonly method?: Method;
  /** Of each covered false positive, or of as many attacks where the method is perturbation. */
  readonly variations: number;
}

/** The arm that the others are compared with: the covered false positives themselves, without variations. */
export const CONTROL: Arm = { kind: 'mix', variations: 0 };

/**
 * What an ablation trains: nothing covered, each method by itself, and the profile's mix at several numbers of variations, `CONTROL`
 * among them whatever the settings say. `available`: methods of the mix that can run; unavailable ones have no arm.
 */
export function ablationArms({ alone, mix }: AblationSettings, available: readonly BenignMethod[]): Arm[] {
  const methods: Method[] = [...available, 'perturbation'];
  return [
    { kind: 'nothing-covered', variations: 0 },
    CONTROL,
    ...methods.map((method): Arm => ({ kind: 'method', method, variations: alone })),
    ...[...new Set(mix)].filter((variations) => variations > 0).sort((a, b) => a - b).map((variations): Arm => ({ kind: 'mix', variations })),
  ];
}

/** The settings an arm's variations are made with: one method alone, or the mix without perturbed attacks. */
export function armAugmentation(arm: Arm, augmentation: AugmentationSettings): AugmentationSettings {
  return arm.kind === 'method' && arm.method !== 'perturbation' ? { ...augmentation, methods: { [arm.method!]: 1 } } : { ...augmentation, perturbationShare: 1 };
}

export function armName({ kind, method, variations }: Arm): string {
  switch (kind) {
    case 'nothing-covered':
      return 'nothing covered';
    case 'method':
      return `${method} × ${variations}`;
    case 'mix':
      return variations === 0 ? 'covered, no variations' : `mix × ${variations}`;
  }
}
