import type { Fold, FoldOutput, FoldTable } from '../activities/engine/put-folds.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';

/** The folds of a cut with their tables, without those that no group fell in. */
export function foldsOf(outputs: Readonly<Record<FoldOutput, ArtifactRef>>, folds: number): Fold[] {
  const table = (name: FoldTable, fold: number): ArtifactRef | undefined => (outputs as Partial<typeof outputs>)[`${name}-${fold}`];
  return Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
    const [train, validation, held] = [table('train', fold), table('validation', fold), table('held', fold)];
    return train && validation && held ? [{ fold, train, validation, held }] : [];
  });
}
