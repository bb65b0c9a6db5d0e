import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import type { Database } from '../domain/ports/tables.ts';
import type { DatasetShape, IngestSettings } from '../domain/profile.ts';
import { fieldOf, isExtraSet, SET_NAMES } from '../domain/sets.ts';
import type { ExtraSet, InputSet } from '../domain/sets.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { localPath, putFile, putJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { frozenDecisionsByHash } from './engine/reviews.ts';
import type { Workshop } from './engine/make.ts';
import { ROW_COLUMNS } from './engine/rows.ts';
import { rejectLabelConflicts, rejectRepeatedIds } from './ingest/consistent-rows.ts';
import { groupTexts } from './ingest/group-texts.ts';
import { heldOutSets, holdOut } from './ingest/hold-out.ts';
import type { HoldOut } from './ingest/hold-out.ts';
import { keepSetsApart } from './ingest/leaks.ts';
import { profileSets } from './ingest/profile-sets.ts';
import type { SetsSummary } from './ingest/profile-sets.ts';
import { nameGroups } from './ingest/name-groups.ts';
import { readSets } from './ingest/read-sets.ts';
import type { DatasetFile } from './ingest/records.ts';
import { numberOf } from './ingest/first-row.ts';
import type { Ports } from './ports.ts';

/**
 * How the files of the sets become rows is part of the stage's key, as the files are; so is what is held out, where the profile
 * holds something out.
 */
export type IngestParameters = IngestSettings & { readonly shapes: Readonly<Partial<Record<InputSet, DatasetShape>>> } & { readonly holdOut?: HoldOut };

/** `decisions`: what people have said about doubtful labels. `extra-*`: sets of the profile's own to measure on. */
export type IngestInputs = Readonly<Record<'training' | 'traffic' | 'attacks', ArtifactRef>> & Readonly<Partial<Record<'hardNegatives' | 'trainingHardNegatives' | 'contrastPairs' | 'falsePositives' | 'reported' | 'decisions', ArtifactRef>>> & Readonly<Record<ExtraSet, ArtifactRef>>;

export type IngestOutputs = InputSet | 'profile' | 'rejected' | 'moved';

/** `unseen`: rows of the held-out sources; `later`: of the others those dated after what is trained on. Where the profile names such. */
export type Ingested = StageOutcome<IngestOutputs, SetsSummary> & { readonly outputs: { readonly unseen?: ArtifactRef; readonly later?: ArtifactRef } };

/**
 * Reads the sets, checks every row, and groups near duplicates across ALL of them. Rows in = rows out + rejected. Everything
 * passes through a database on disk, so that memory does not grow with the rows.
 */
export const ingest =
  (ports: Ports) =>
  (job: StageJob<IngestParameters, IngestInputs>): Promise<Ingested> =>
    makeStage(ports, job, (workshop) =>
      ports.tables.withDatabase(join(workshop.directory, 'ingest.duckdb'), async (database) => {
        const settings = job.request.parameters;
        const read = await readSets(database, {
          files: await filesOf(ports, job),
          decisionOn: await frozenDecisionsByHash(ports, job.request.inputs.decisions),
          maxTextCharacters: settings.maxTextCharacters,
          onProgress: (set, done) => workshop.progress({ phase: `read ${set}`, done, total: 0 }),
        });
        await rejectRepeatedIds(database);
        await rejectLabelConflicts(database);
        await groupTexts(database, settings.nearDuplicateJaccard, workshop);
        await keepSetsApart(database, settings.leaks);
        if (settings.holdOut) await holdOut(database, settings.holdOut);
        const rejected = await putList(ports, database, workshop, 'rejected', 'SELECT "set", line, id, reason FROM rejected ORDER BY ordinal');
        await checkAccounts(database, read, settings, rejected);
        await nameGroups(database);

        const outputs: Partial<Record<IngestOutputs | 'unseen' | 'later', ArtifactRef>> = { rejected };
        const more = [...Object.keys(job.request.inputs).filter(isExtraSet).sort(), ...(settings.holdOut ? heldOutSets(settings.holdOut) : [])];
        for (const set of [...SET_NAMES, ...more]) outputs[set] = await putSet(ports, database, workshop, set);
        outputs.moved = await putList(ports, database, workshop, 'moved', 'SELECT moved."set" AS "from", rows.line, rows.id FROM moved JOIN rows USING (ordinal) ORDER BY ordinal');
        const { sets, largestGroups, ...summary } = await profileSets(database, more);
        outputs.profile = await putJson(ports, { ...summary, sets, largestGroups });
        return { outputs: outputs as Record<IngestOutputs, ArtifactRef>, summary, headline: headlineOf(summary, rejected.rows!) };
      }),
    );

/** Every set's file, on this machine, with what errors call it. */
async function filesOf(ports: Ports, { request: { inputs, parameters } }: StageJob<IngestParameters, IngestInputs>): Promise<Partial<Record<InputSet, DatasetFile>>> {
  const files: Partial<Record<InputSet, DatasetFile>> = {};
  for (const set of [...SET_NAMES, ...Object.keys(inputs).filter(isExtraSet)]) {
    const source = inputs[set];
    if (!source) continue;
    files[set] = { path: await localPath(ports, source), uri: source.uri, field: fieldOf(set), shape: parameters.shapes[set] ?? {} };
  }
  return files;
}

async function putSet(ports: Ports, database: Database, workshop: Workshop, set: InputSet | 'unseen' | 'later'): Promise<ArtifactRef> {
  const path = join(workshop.directory, `${set}.parquet`);
  return putFile(ports, path, await database.copy(`SELECT * FROM kept WHERE "set" = '${set}'`, Object.keys(ROW_COLUMNS), path, 'id'));
}

/** Stores the rows of a query as JSON lines. */
async function putList(ports: Ports, database: Database, workshop: Workshop, name: string, sql: string): Promise<ArtifactRef> {
  const path = join(workshop.directory, `${name}.jsonl`);
  let count = 0;
  await pipeline(async function* () {
    for await (const rows of database.query(sql)) {
      count += rows.length;
      yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    }
  }, createWriteStream(path));
  return putFile(ports, path, count);
}

/** Nothing vanishes, and not too much is bad. A reported prompt that is known already is no fault of the data, nor is what the profile holds out. */
async function checkAccounts(database: Database, read: number, { maxRejectedShare }: IngestSettings, rejected: ArtifactRef): Promise<void> {
  const kept = await numberOf(database, 'SELECT count(*) FROM members');
  if (read !== kept + rejected.rows!) throw new HoneError('HONE_INTERNAL', `${read} rows were read but ${kept} kept and ${rejected.rows} rejected.`);
  if (read === 0) throw invalidInput('sets', 0, 'There is not one row to read; check the files.');
  const bad = `count(*) FILTER (WHERE reason IS NOT NULL AND reason NOT IN ('group-in-other-set', 'source-held-out', 'date-held-out', 'group-held-out'))`;
  const shares = `SELECT "set", ${bad} AS bad, count(*) AS rows FROM (SELECT "set", NULL AS reason FROM members UNION ALL SELECT "set", reason FROM rejected) GROUP BY "set" HAVING bad > ${maxRejectedShare} * rows ORDER BY "set"`;
  for await (const over of database.query<{ set: string; bad: number; rows: number }>(shares)) {
    if (over.length === 0) return;
    const sets = over.map(({ set, bad: count, rows }) => `${count} of the ${rows} rows of ${set}`).join(' and ');
    throw invalidInput('ingest.maxRejectedShare', maxRejectedShare, `${sets} were rejected (${await reasonsOf(database)}); each is listed in ${rejected.uri}. Mend the data or raise the limit.`);
  }
}

async function reasonsOf(database: Database): Promise<string> {
  const reasons: string[] = [];
  const sql = 'SELECT "set", reason, count(*) AS n FROM rejected GROUP BY "set", reason ORDER BY n DESC, "set", reason LIMIT 20';
  for await (const rows of database.query<{ set: string; reason: string; n: number }>(sql)) reasons.push(...rows.map(({ set, reason, n }) => `${set}: ${reason} ${n}`));
  return reasons.join(', ');
}

function headlineOf({ rows, groups, moved }: SetsSummary, rejected: number): string {
  const movedToo = moved === 0 ? '' : `, ${moved} moved to training`;
  const unseen = rows.unseen === undefined ? '' : `, ${rows.unseen + (rows.later ?? 0)} held out`;
  return `${rows.training} training, ${rows.traffic} traffic and ${rows.attacks} attack rows in ${groups} groups${unseen}; ${rejected} rejected${movedToo}`;
}
