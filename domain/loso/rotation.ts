import { invalidInput } from '../errors.ts';
import type { Rotation } from '../profile.ts';

/** Rows of a set by source. */
export type RowsBySource = Readonly<Record<string, number>>;

export interface RotatedSources {
  /** Of the attacks that are learned from or measured on. */
  readonly malicious: RowsBySource;
  /** Of the benign prompts in the mining pool. */
  readonly benign: RowsBySource;
}

/** A source with fewer rows tells nothing by itself. */
const FEWEST_ROWS = 30;

/**
 * The rotations of the profile, or, where it names none, one for each source of attacks that is large enough, with its share of the
 * benign sources, so that every source is left out once. Errors: HONE_INVALID_INPUT for a source that is in no set.
 */
export function rotationsOf(asked: readonly Rotation[], sources: RotatedSources): readonly Rotation[] {
  for (const { name, benign, malicious } of asked) {
    refuseUnknown(`loso.rotations ${name}: benign`, benign, sources.benign);
    refuseUnknown(`loso.rotations ${name}: malicious`, malicious, sources.malicious);
  }
  return asked.length > 0 ? asked : everySource(sources);
}

function everySource(sources: RotatedSources): Rotation[] {
  const large = (of: RowsBySource): string[] => Object.keys(of).filter((source) => of[source]! >= FEWEST_ROWS).sort();
  const [malicious, benign] = [large(sources.malicious), large(sources.benign)];
  if (malicious.length === 0 || benign.length === 0) throw invalidInput('loso.rotations', [], `Bring sources of both classes with at least ${FEWEST_ROWS} rows, or name the rotations.`);
  return Array.from({ length: Math.max(malicious.length, benign.length) }, (_, index) => {
    const [attacks, prompts] = [malicious[index % malicious.length]!, benign[index % benign.length]!];
    return { name: `${attacks} and ${prompts}`, malicious: [attacks], benign: [prompts] };
  });
}

function refuseUnknown(field: string, named: readonly string[], known: RowsBySource): void {
  const unknown = named.find((source) => known[source] === undefined);
  if (unknown !== undefined) throw invalidInput(field, unknown, `Write sources that have rows there: ${Object.keys(known).sort().join(', ')}.`);
}
