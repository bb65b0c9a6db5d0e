import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { mergePatch } from '../domain/merge-patch.ts';
import type { DatasetRef, Profile } from '../domain/profile.ts';
import type { RetrainRequest } from '../domain/request.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { parseProfile } from '../schemas/profile.ts';
import { parseRequest } from '../schemas/request.ts';
import { canonicalJson, hashFile, putText, sourcePath } from './engine/artifacts.ts';
import { reportedRows } from './engine/intake.ts';
import type { IngestInputs } from './ingest.ts';
import type { Ports } from './ports.ts';
import { storedTaxonomy } from './stored-taxonomy.ts';

export interface ResolvedRun {
  readonly profile: Profile;
  /** The datasets as they are now: later changes to a file are errors, not silent differences. */
  readonly sets: IngestInputs;
  readonly taxonomy: Taxonomy;
  readonly request: RetrainRequest;
}

export interface ResolveRequestInput {
  readonly request: unknown;
  readonly run: string;
}

/** Checks the request, freezes the profile and pins the data. Bad input fails here, at once, naming every problem. */
export const resolveRequest =
  (ports: Ports) =>
  async ({ request, run }: ResolveRequestInput): Promise<ResolvedRun> => {
    const { asked, profile } = await profileOf(ports, request);
    const sets: IngestInputs = {
      training: await pin(ports, 'sets.training', profile.sets.training),
      traffic: await pin(ports, 'sets.traffic', profile.sets.traffic),
      attacks: await pin(ports, 'sets.attacks', profile.sets.attacks),
      ...(asked.falsePositives ? { falsePositives: await pin(ports, 'falsePositives', asked.falsePositives) } : {}),
      ...(await reportedSet(ports)),
    };
    await ports.store.write(`runs/${run}/request.json`, Buffer.from(canonicalJson(asked)));
    await ports.store.write(`runs/${run}/profile.json`, Buffer.from(canonicalJson(profile)));
    return { profile, sets, taxonomy: await storedTaxonomy(ports.options.projectDirectory), request: asked };
  };

/** The request as it is meant and the profile it comes to. Surfaces ask it too, so that bad input starts nothing. */
export async function profileOf(ports: Pick<Ports, 'store' | 'options'>, request: unknown): Promise<{ asked: RetrainRequest; profile: Profile }> {
  const asked = await withResumed(ports, parseRequest(request ?? {}));
  const profile = parseProfile(mergePatch(await readProfile(ports.options.projectDirectory, asked.profile ?? 'sample'), asked.overrides ?? {}));
  return { asked, profile };
}

/** False positives reported by people and gateways, frozen as they are now. */
async function reportedSet(ports: Ports): Promise<Partial<IngestInputs>> {
  const rows = await reportedRows(ports.store);
  if (rows.length === 0) return {};
  return { reported: await putText(ports, rows.map((row) => `${canonicalJson(row)}\n`).join('')) };
}

/** `resumeFrom` takes that run's stored request, with the new one's fields and overrides on top. */
async function withResumed(ports: Pick<Ports, 'store'>, request: RetrainRequest): Promise<RetrainRequest> {
  const { resumeFrom, ...rest } = request;
  if (resumeFrom === undefined) return request;
  const stored = await ports.store.read(`runs/${resumeFrom}/request.json`);
  if (!stored) throw invalidInput('resumeFrom', resumeFrom, 'No run with this workflow id has left a request in the store.');
  const earlier = JSON.parse(Buffer.from(stored.bytes).toString()) as RetrainRequest;
  const overrides = mergePatch(earlier.overrides ?? {}, rest.overrides ?? {});
  return parseRequest({ ...earlier, refresh: [], ...rest, overrides });
}

/** A stored profile as it is written. @throws HoneError HONE_INVALID_INPUT when there is none of that name. */
export async function readProfile(projectDirectory: string, name: string): Promise<unknown> {
  if (!/^[\w-]+$/.test(name)) throw invalidInput('profile', name, 'Use the name of a file in profiles/, without its ending.');
  const path = join(projectDirectory, 'profiles', `${name}.json`);
  const text = await readFile(path, 'utf8').catch(() => {
    throw invalidInput('profile', name, `There is no profiles/${name}.json; \`hone profiles\` lists the profiles.`);
  });
  return JSON.parse(text) as unknown;
}

async function pin(ports: Ports, field: string, { uri, sha256: expected }: DatasetRef): Promise<ArtifactRef> {
  const path = sourcePath(ports, uri, `${field}.uri`);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw invalidInput(`${field}.uri`, uri, 'There is no such file; check the path, which is relative to the project folder.');
  const sha256 = await hashFile(path);
  if (expected !== undefined && expected !== sha256) throw new HoneError('HONE_INVALID_INPUT', `${field}.sha256: ${uri} has hash ${sha256}, not ${expected}. Correct the hash or the file.`);
  return { uri, sha256, bytes: found.size };
}
