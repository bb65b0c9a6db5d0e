import type { Gate } from './profile.ts';

/**
 * The slice of all unseen rows where the challenger's threshold is not the one it ships with but the one at which it flags as many
 * benign tuning prompts as the champion does as deployed.
 */
export const AT_CHAMPION_RATE = 'at-champion-rate';

/** Gates that are judged on the certification rows, or on the package itself: those that name no set. */
export function certificationGates(gates: readonly Gate[]): Gate[] {
  return gates.filter(({ set }) => set === undefined);
}

/** Gates on what is measured beside the certification rows: hard negatives, unseen sources, disguised attacks, sets of the profile's own. */
export function gatesOnSets(gates: readonly Gate[]): Gate[] {
  return gates.filter(({ set }) => set !== undefined);
}

/** Whether a fallback round can tell a gate: it cuts no slices, and at the champion's rate it compares both models only. */
export function isToldByRounds({ quantity, slice = 'all' }: Gate): boolean {
  return slice === 'all' || (slice === AT_CHAMPION_RATE && quantity.endsWith('-difference'));
}

/**
 * Whether a slice is what a gate asks for. A `*` stands for any value without an `@`: `family:*` takes `family:homoglyph`, but not
 * `family:homoglyph@0.6`, which is another severity of the same; `family:*@0.6` takes that one.
 */
export function takesSlice({ slice: asked = 'all' }: Gate, slice: string): boolean {
  const [before, after] = asked.split('*');
  if (after === undefined) return slice === asked;
  const value = slice.slice(before!.length, slice.length - after.length);
  return slice.startsWith(before!) && slice.endsWith(after) && slice.length > before!.length + after.length && !value.includes('@');
}
