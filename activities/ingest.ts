import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { countBy } from '../domain/count-by.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { groupNearDuplicates, normaliseForMatching } from '../domain/near-duplicates.ts';
import type { IngestSettings } from '../domain/profile.ts';
import type { Label, Row } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { localPath, putFile, putJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { putRows, ROW_COLUMNS } from './engine/rows.ts';
import type { Ports } from './ports.ts';

/** `falsePositives` are those a request brings, mined elsewhere; `reported` those that people and gateways sent in. Either may be empty. */
export const SET_NAMES = ['training', 'traffic', 'attacks', 'falsePositives', 'reported'] as const;
export type SetName = (typeof SET_NAMES)[number];
export type IngestInputs = Readonly<Record<Exclude<SetName, 'falsePositives' | 'reported'>, ArtifactRef>> & { readonly falsePositives?: ArtifactRef; readonly reported?: ArtifactRef };

export type IngestOutputs = SetName | 'profile' | 'rejected';

/** One line that did not become a row: nothing vanishes. `line` counts from 1. */
interface Rejected {
  readonly set: SetName;
  readonly line: number;
  readonly id: string;
  readonly reason: string;
}

interface Candidate extends Omit<Row, 'groupId'> {
  readonly set: SetName;
  readonly line: number;
}

/**
 * Reads the sets, checks every row, and groups near duplicates across ALL of them. Rows in = rows out + rejected. An
 * evaluation row whose group is also learned from is rejected, so that no set leaks into another.
 */
export const ingest =
  (ports: Ports) =>
  (job: StageJob<IngestSettings, IngestInputs>): Promise<StageOutcome<IngestOutputs>> =>
    makeStage(ports, job, async (workshop) => {
      const settings = job.request.parameters;
      const reading: Reading = { candidates: [], rejected: [], firstSet: new Map() };
      const { candidates, rejected } = reading;
      for (const set of SET_NAMES) {
        const source = job.request.inputs[set];
        if (!source) continue;
        workshop.progress({ phase: `read ${set}`, done: candidates.length, total: 0 });
        await readSet(await localPath(ports, source), source.uri, set, settings, reading);
      }
      const read = candidates.length + rejected.length;
      const rows = groupRows(candidates, settings, rejected);
      checkAccounts(read, rows.length, rejected, settings);

      const outputs: Partial<Record<IngestOutputs, ArtifactRef>> = {};
      for (const set of SET_NAMES) outputs[set] = await putRows<Row>(ports, workshop, set, ROW_COLUMNS, rows.filter((row) => row.set === set));
      const path = join(workshop.directory, 'rejected.jsonl');
      await writeFile(path, rejected.map((row) => `${JSON.stringify(row)}\n`).join(''));
      outputs.rejected = await putFile(ports, path, rejected.length);
      const summary = profileOf(rows, rejected);
      outputs.profile = await putJson(ports, summary);
      const { training, traffic, attacks } = summary.rows;
      const headline = `${training} training, ${traffic} traffic and ${attacks} attack rows in ${summary.groups} groups; ${rejected.length} rejected`;
      return { outputs: outputs as Record<IngestOutputs, ArtifactRef>, summary, headline };
    });

const EXPECTED_LABEL: Readonly<Partial<Record<SetName, Label>>> = { traffic: 'benign', attacks: 'malicious', falsePositives: 'benign', reported: 'benign' };

/** What was read so far, and the set each id was first seen in. */
interface Reading {
  readonly candidates: Candidate[];
  readonly rejected: Rejected[];
  readonly firstSet: Map<string, SetName>;
}

async function readSet(path: string, uri: string, set: SetName, settings: IngestSettings, { candidates, rejected, firstSet }: Reading): Promise<void> {
  let line = 0;
  for await (const text of linesOf(path, uri, set)) {
    line += 1;
    const row = parseRow(text);
    const reason = typeof row === 'string' ? row : rowFault(row, set, settings, firstSet.get(row.id));
    if (typeof row === 'string' || reason) rejected.push({ set, line, id: typeof row === 'string' ? '' : row.id, reason: reason ?? '' });
    else candidates.push({ ...row, set, line });
    if (typeof row !== 'string' && !firstSet.has(row.id)) firstSet.set(row.id, set);
  }
}

async function* linesOf(path: string, uri: string, set: SetName): AsyncGenerator<string> {
  const field = set === 'falsePositives' ? 'falsePositives.uri' : `sets.${set}.uri`;
  if (!/\.jsonl(\.gz)?$|^store:/.test(uri)) throw invalidInput(field, uri, 'Give a .jsonl or .jsonl.gz file.');
  const file = createReadStream(path);
  try {
    yield* createInterface({ input: uri.endsWith('.gz') ? file.pipe(createGunzip()) : file, crlfDelay: Infinity });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? invalidInput(field, uri, `The file is not whole gzip (${message}); make it again.`) : error;
  }
}

/** The row's fields, or why the line is not a row. */
function parseRow(text: string): Omit<Row, 'groupId'> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  if (typeof value !== 'object' || value === null) return 'not-an-object';
  const { id, text: prompt, label, source = 'unknown', category = 'unknown' } = value as Record<string, unknown>;
  if (typeof id !== 'string' || id === '') return 'id-missing';
  if (typeof prompt !== 'string') return 'text-missing';
  if (label !== 'benign' && label !== 'malicious') return 'label-unknown';
  if (typeof source !== 'string' || typeof category !== 'string') return 'source-or-category-not-text';
  return { id, text: prompt, label, source, category };
}

function rowFault(row: Omit<Row, 'groupId'>, set: SetName, settings: IngestSettings, firstSet: SetName | undefined): string | undefined {
  if (firstSet && !mayShareIds(firstSet, set)) return 'duplicate-id';
  if (row.text.trim() === '') return 'text-empty';
  if (row.text.length > settings.maxTextCharacters) return 'text-too-long';
  if (!row.text.isWellFormed() || row.text.includes('\uFFFD')) return 'broken-encoding';
  if (EXPECTED_LABEL[set] && row.label !== EXPECTED_LABEL[set]) return `label-${row.label}-in-${set}`;
  return undefined;
}

/** Sets are put together later and scores found by id, so ids name rows everywhere. False positives are traffic, though. */
function mayShareIds(first: SetName, set: SetName): boolean {
  return first === 'traffic' && set === 'falsePositives';
}

type GroupedRow = Candidate & { readonly groupId: string };

/**
 * Groups over all sets. A group is named after its first row, in the order of SET_NAMES. A reported prompt whose group is in
 * another set is dropped: to learn from it would take its like out of the certification set, which then looks too good.
 */
function groupRows(candidates: readonly Candidate[], settings: IngestSettings, rejected: Rejected[]): GroupedRow[] {
  const consistent = withoutLabelConflicts(candidates, rejected);
  const groups = groupNearDuplicates(consistent.map((row) => row.text), { jaccard: settings.nearDuplicateJaccard });
  const grouped = consistent.map((row, index) => ({ ...row, groupId: consistent[groups[index]!]!.id }));
  const learned = groupsOf(grouped.filter((row) => !isEvaluation(row) && row.set !== 'reported'));
  const known = groupsOf(grouped.filter((row) => row.set !== 'reported'));
  return grouped.filter((row) => {
    const leaks = isEvaluation(row) && learned.has(row.groupId);
    const repeats = row.set === 'reported' && known.has(row.groupId);
    if (leaks || repeats) rejected.push({ set: row.set, line: row.line, id: row.id, reason: leaks ? 'group-in-training' : 'group-in-other-set' });
    return !leaks && !repeats;
  });
}

const groupsOf = (rows: readonly GroupedRow[]): ReadonlySet<string> => new Set(rows.map((row) => row.groupId));
const isEvaluation = ({ set }: Candidate): boolean => set === 'traffic' || set === 'attacks';

/** One text with both labels teaches nothing: all its rows are rejected. A reported prompt has no say: it could take attacks out. */
function withoutLabelConflicts(candidates: readonly Candidate[], rejected: Rejected[]): Candidate[] {
  const labels = new Map<string, Set<Label>>();
  const texts = candidates.map((row) => normaliseForMatching(row.text));
  candidates.forEach((row, index) => row.set !== 'reported' && labels.set(texts[index]!, (labels.get(texts[index]!) ?? new Set()).add(row.label)));
  return candidates.filter((row, index) => {
    const conflict = (labels.get(texts[index]!)?.size ?? 0) > 1;
    if (conflict) rejected.push({ set: row.set, line: row.line, id: row.id, reason: 'label-conflict' });
    return !conflict;
  });
}

function checkAccounts(read: number, kept: number, rejected: readonly Rejected[], settings: IngestSettings): void {
  if (read !== kept + rejected.length) throw new HoneError('HONE_INTERNAL', `${read} rows were read but ${kept} kept and ${rejected.length} rejected.`);
  const bad = rejected.filter(({ reason }) => reason !== 'group-in-other-set');
  const share = read === 0 ? 1 : bad.length / read;
  if (share <= settings.maxRejectedShare) return;
  const reasons = JSON.stringify(countBy(rejected, (row) => `${row.set}: ${row.reason}`));
  throw invalidInput('ingest.maxRejectedShare', settings.maxRejectedShare, `${rejected.length} of ${read} rows were rejected (${reasons}); mend the data or raise the limit.`);
}

interface SetsProfile {
  readonly rows: Record<SetName, number>;
  readonly labels: Record<string, number>;
  readonly sources: Record<string, number>;
  readonly groups: number;
  readonly largestGroup: number;
  readonly rejected: Record<string, number>;
  readonly [key: string]: number | Record<string, number>;
}

function profileOf(rows: readonly GroupedRow[], rejected: readonly Rejected[]): SetsProfile {
  const groups = Object.values(countBy(rows, (row) => row.groupId));
  const bySet = countBy(rows, (row) => row.set);
  return {
    rows: { training: bySet.training ?? 0, traffic: bySet.traffic ?? 0, attacks: bySet.attacks ?? 0, falsePositives: bySet.falsePositives ?? 0, reported: bySet.reported ?? 0 },
    labels: countBy(rows, (row) => `${row.set}: ${row.label}`),
    sources: countBy(rows, (row) => `${row.set}: ${row.source}`),
    groups: groups.length,
    largestGroup: groups.reduce((most, size) => Math.max(most, size), 0),
    rejected: countBy(rejected, (row) => `${row.set}: ${row.reason}`),
  };
}
