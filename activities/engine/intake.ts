import { normaliseForMatching } from '../../domain/near-duplicates/normalise-for-matching.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import type { Row } from '../../domain/row.ts';
import { sha256Of } from './artifacts.ts';

/** A prompt that a support desk or a gateway says was blocked although it is honest. */
export interface ReportedPrompt {
  readonly text: string;
  readonly source?: string;
  readonly category?: string;
}

export interface IntakeResult {
  readonly stored: number;
  /** Known already, but for case, width and white space. */
  readonly duplicates: number;
  /** Prompts that are no text to learn from, by their place in the request, from 0. */
  readonly rejected: readonly { readonly index: number; readonly reason: 'text-empty' | 'broken-encoding' }[];
}

/** Keeps reported false positives, each text once; the next run mines them beside its traffic. */
export async function reportFalsePositives(store: ObjectStore, prompts: readonly ReportedPrompt[], by: string): Promise<IntakeResult> {
  const faults = prompts.map(({ text }) => faultOf(text));
  const sound = prompts.filter((_, index) => faults[index] === undefined);
  let stored = 0;
  for (const prompt of sound) if (await keep(store, prompt, by)) stored += 1;
  const rejected = faults.flatMap((reason, index) => (reason ? [{ index, reason }] : []));
  return { stored, duplicates: sound.length - stored, rejected };
}

/** Everything reported so far, by id. */
export async function reportedRows(store: ObjectStore): Promise<Omit<Row, 'groupId'>[]> {
  const keys = await store.list(PREFIX);
  const rows = await Promise.all(keys.map(async (key) => JSON.parse(Buffer.from((await store.read(key))!.bytes).toString()) as StoredReport));
  return rows.map(({ id, text, source, category }) => ({ id, text, label: 'benign', source, category }));
}

const PREFIX = 'intake/false-positives/';

interface StoredReport extends Required<ReportedPrompt> {
  readonly id: string;
  readonly by: string;
  readonly at: string;
}

function faultOf(text: string): 'text-empty' | 'broken-encoding' | undefined {
  if (text.trim() === '') return 'text-empty';
  return text.isWellFormed() && !text.includes('\uFFFD') ? undefined : 'broken-encoding';
}

/** False where the text was there already. */
function keep(store: ObjectStore, { text, source = 'reported', category = 'unknown' }: ReportedPrompt, by: string): Promise<boolean> {
  const sha256 = sha256Of(normaliseForMatching(text));
  const report: StoredReport = { id: `reported-${sha256.slice(0, 16)}`, text, source, category, by, at: new Date().toISOString() };
  return store.create(`${PREFIX}${sha256}.json`, Buffer.from(JSON.stringify(report)));
}
