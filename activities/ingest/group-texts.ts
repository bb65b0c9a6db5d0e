import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { HoneError } from '../../domain/errors.ts';
import { groupingSteps } from '../../domain/near-duplicates/group-near-duplicates.ts';
import { normaliseForMatching } from '../../domain/near-duplicates/normalise-for-matching.ts';
import type { Database } from '../../domain/ports/tables.ts';
import type { Workshop } from '../engine/make.ts';
import { FileBands } from './file-bands.ts';
import { FileTexts } from './file-texts.ts';
import { numberOf } from './first-row.ts';

/**
 * Makes the table `members`: every row's ordinal with the `root` of its near-duplicate group, the ordinal of the group's first
 * row. Texts and the hashes of their bands wait in files: memory holds their places, one band and the groups.
 */
export async function groupTexts(database: Database, jaccard: number, workshop: Workshop): Promise<void> {
  const count = await numberOf(database, 'SELECT count(*) FROM texts');
  const texts = new FileTexts(join(workshop.directory, 'texts'), count);
  const bands = new FileBands(join(workshop.directory, 'bands'));
  try {
    const firsts = await collectTexts(database, texts, count);
    const roots = await rootsOf(texts, bands, jaccard, workshop);
    const joined = await database.createTable('joined', { first: 'integer', root: 'integer' });
    try {
      for (const pairs of joinedPairs(firsts, roots)) joined.append(pairs);
    } finally {
      joined.close();
    }
  } finally {
    texts.close();
    bands.close();
  }
  await database.run('CREATE TABLE members AS SELECT rows.ordinal, rows."set", coalesce(joined.root, texts.first) AS root FROM rows JOIN texts USING ("textHash") LEFT JOIN joined USING (first)');
}

/** Writes each text once, as matching sees it, in the order of its first row; answers those ordinals. */
async function collectTexts(database: Database, texts: FileTexts, count: number): Promise<Int32Array> {
  const isFirst = await firstRows(database);
  const firsts = new Int32Array(count);
  let last = -1;
  for await (const rows of database.query<{ ordinal: number; text: string }>('SELECT ordinal, text FROM rows')) {
    for (const { ordinal, text } of rows) {
      if (ordinal <= last) throw new HoneError('HONE_INTERNAL', 'The rows came back in another order than they were written in.');
      last = ordinal;
      if (!isFirst(ordinal)) continue;
      firsts[texts.length] = ordinal;
      texts.append(normaliseForMatching(text));
    }
  }
  return firsts;
}

/** A bit a row: whether it is the first with its text. */
async function firstRows(database: Database): Promise<(ordinal: number) => boolean> {
  const bits = new Uint8Array(((await numberOf(database, 'SELECT coalesce(max(first), 0) FROM texts')) >> 3) + 1);
  for await (const rows of database.query<{ first: number }>('SELECT first FROM texts')) for (const { first } of rows) bits[first >> 3]! |= 1 << (first & 7);
  return (ordinal) => (bits[ordinal >> 3]! & (1 << (ordinal & 7))) !== 0;
}

/** Lets heartbeats and other work go on between the steps. */
async function rootsOf(texts: FileTexts, bands: FileBands, jaccard: number, workshop: Workshop): Promise<Int32Array> {
  const steps = groupingSteps(texts, { jaccard }, bands);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    workshop.progress({ ...step.value, phase: `near duplicates: ${step.value.phase}` });
    workshop.signal.throwIfAborted();
    await setImmediate();
  }
}

function* joinedPairs(firsts: Int32Array, roots: Int32Array): Generator<{ first: number; root: number }[]> {
  let pairs: { first: number; root: number }[] = [];
  for (let index = 0; index < roots.length; index++) {
    if (roots[index] === index) continue;
    pairs.push({ first: firsts[index]!, root: firsts[roots[index]!]! });
    if (pairs.length < PAIRS_AT_ONCE) continue;
    yield pairs;
    pairs = [];
  }
  yield pairs;
}

const PAIRS_AT_ONCE = 10_000;
