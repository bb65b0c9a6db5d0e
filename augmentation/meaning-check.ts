import type { DropReason } from './filters.ts';
import type { AugmentationSource } from './method.ts';

/** What a check says of one text: why it is dropped, that nobody could say, or nothing when it is good. */
export type MeaningVerdict = Extract<DropReason, 'meaning-changed' | 'label-changed'> | 'unjudged' | undefined;

/** Looks at the meaning of a source's variations; verdicts in their order. */
export type MeaningCheck = (source: AugmentationSource, texts: readonly string[]) => Promise<readonly MeaningVerdict[]>;

/** Asks the checks in turn, cheap before dear: what one drops the next is not asked about. Undefined without any. */
export function inTurn(checks: readonly MeaningCheck[]): MeaningCheck | undefined {
  const [first, ...others] = checks;
  return others.reduce<MeaningCheck | undefined>((before, next) => before && chained(before, next), first);
}

function chained(first: MeaningCheck, next: MeaningCheck): MeaningCheck {
  return async (source, texts) => {
    const verdicts = await first(source, texts);
    const left = texts.flatMap((_, index) => (isDrop(verdicts[index]) ? [] : [index]));
    const later = left.length > 0 ? await next(source, left.map((index) => texts[index]!)) : [];
    const byIndex = new Map(left.map((index, position) => [index, later[position]]));
    return texts.map((_, index) => byIndex.get(index) ?? verdicts[index]);
  };
}

function isDrop(verdict: MeaningVerdict): boolean {
  return verdict !== undefined && verdict !== 'unjudged';
}
