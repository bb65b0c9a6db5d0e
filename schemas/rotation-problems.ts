import { invalidInput } from '../domain/errors.ts';
import type { Profile } from '../domain/profile.ts';

/** A sentence for each source that a rotation would leave out though `unseen` holds it out of every set already: there would be no rows to measure. */
export function rotationProblems({ loso, unseen }: Profile): string[] {
  return (loso?.rotations ?? []).flatMap((rotation, index) =>
    (['benign', 'malicious'] as const).flatMap((label) =>
      rotation[label]
        .filter((source) => unseen?.[label].includes(source))
        .map((source) => invalidInput(`loso.rotations[${index}].${label}`, source, `unseen.${label} holds it out of every run: name it in one of the two.`).message),
    ),
  );
}
