import type { Rng } from '../../domain/rng.ts';

/** One way to disguise a text. Never throws, whatever the text; what it changes is decided by text, severity and random source alone. */
export interface Perturbation {
  readonly id: string;
  readonly description: string;
  /** Severity is in [0, 1]; at 0 one place still changes. Null where the text offers no place for it. */
  readonly apply: (text: string, severity: number, rng: Rng) => string | null;
  /** Whether a text shows the disguise. A heuristic where there is no `undo`. */
  readonly detect: (text: string) => boolean;
  /** Gives back, to the character, every source that `detect` does not take for disguised itself; other texts stay as they are. */
  readonly undo?: (text: string) => string;
  /** The payload leaves what a model reads, so that a training row of it would teach that its harmless rest is an attack. */
  readonly hidesFromModel?: true;
}
