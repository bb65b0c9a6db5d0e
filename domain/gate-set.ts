import type { Gate } from './profile.ts';

/** Gates that are judged on the certification rows, or on the package itself: those that name no set. */
export function certificationGates(gates: readonly Gate[]): Gate[] {
  return gates.filter(({ set }) => set === undefined);
}

/** Gates on what is measured beside the certification rows: hard negatives, unseen sources, disguised attacks, sets of the profile's own. */
export function gatesOnSets(gates: readonly Gate[]): Gate[] {
  return gates.filter(({ set }) => set !== undefined);
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
