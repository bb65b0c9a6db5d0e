import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { invalidInput } from '../domain/errors.ts';
import { mergePatch } from '../domain/merge-patch.ts';
import type { DatasetRef, DatasetShape, Profile, ProfileSets } from '../domain/profile.ts';
import type { ProviderStates } from '../domain/providers.ts';
import type { RetrainRequest } from '../domain/request.ts';
import { extraSet, fieldOf } from '../domain/sets.ts';
import type { InputSet } from '../domain/sets.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { parseProfile } from '../schemas/profile.ts';
import { parseRequest } from '../schemas/request.ts';
import { canonicalJson, pinDataset, putText } from './engine/artifacts.ts';
import { reportedRows } from './engine/intake.ts';
import { whileBeating } from './engine/pulse.ts';
import { providerStates } from './engine/provider-states.ts';
import { freezeDecisions } from './engine/reviews.ts';
import type { IngestInputs, IngestParameters } from './ingest.ts';
import type { Ports } from './ports.ts';
import { storedTaxonomy } from './stored-taxonomy.ts';

export interface ResolvedRun {
  readonly profile: Profile;
  /** The datasets as they are now: later changes to a file are errors, not silent differences. */
  readonly sets: IngestInputs;
  /** How the files of the sets become rows. */
  readonly shapes: IngestParameters['shapes'];
  /** What people have decided about doubtful labels, as it is now; not there before the first decision. */
  readonly decisions?: ArtifactRef;
  readonly taxonomy: Taxonomy;
  /** What the profile's methods need beside this machine, as the resolving worker has it; not there when they need nothing. */
  readonly providers?: ProviderStates;
  readonly request: RetrainRequest;
}

export interface ResolveRequestInput {
  readonly request: unknown;
  readonly run: string;
}

/** Checks the request, freezes the profile and pins the data. Bad input fails here, at once, naming every problem. */
export const resolveRequest =
  (ports: Ports) =>
  ({ request, run }: ResolveRequestInput): Promise<ResolvedRun> =>
    whileBeating(async () => {
      const { asked, profile } = await profileOf(ports, request);
      const named = namedSets(profile.sets, asked.falsePositives);
      const sets = { ...(await pinned(ports, named)), ...(await reportedSet(ports)) };
      await ports.store.write(`runs/${run}/request.json`, Buffer.from(canonicalJson(asked)));
      await ports.store.write(`runs/${run}/profile.json`, Buffer.from(canonicalJson(profile)));
      const decisions = await freezeDecisions(ports);
      const providers = providerStates(ports.providers, profile);
      return {
        profile,
        sets,
        shapes: shapesOf(named),
        ...(decisions ? { decisions } : {}),
        taxonomy: await storedTaxonomy(ports.options.projectDirectory),
        ...(providers && { providers }),
        request: asked,
      };
    });

type NamedSets = Readonly<Record<string, DatasetRef>>;

/** Every set of a run by the name that stages give it. */
function namedSets({ extra = {}, ...sets }: ProfileSets, falsePositives: DatasetRef | undefined): NamedSets {
  const extras = Object.entries(extra).map(([name, ref]) => [extraSet(name), ref] as const);
  return { ...sets, ...Object.fromEntries(extras), ...(falsePositives && { falsePositives }) };
}

async function pinned(ports: Ports, named: NamedSets): Promise<IngestInputs> {
  const sets: Record<string, ArtifactRef> = {};
  for (const [set, ref] of Object.entries(named)) sets[set] = await pinDataset(ports, fieldOf(set as InputSet), ref);
  return sets as IngestInputs;
}

function shapesOf(named: NamedSets): IngestParameters['shapes'] {
  const shapes = Object.entries(named).map(([set, ref]) => [set, shapeOf(ref)] as const);
  return Object.fromEntries(shapes.filter(([, shape]) => Object.keys(shape).length > 0));
}

function shapeOf(ref: DatasetRef): DatasetShape {
  return Object.fromEntries(Object.entries(ref).filter(([name]) => name !== 'uri' && name !== 'sha256'));
}

/** The request as it is meant and the profile it comes to. Surfaces ask it too, so that bad input starts nothing. */
export async function profileOf(ports: Pick<Ports, 'store' | 'options'>, request: unknown): Promise<{ asked: RetrainRequest; profile: Profile }> {
  const asked = await withResumed(ports, parseRequest(request ?? {}));
  const profile = parseProfile(mergePatch(await readProfile(ports.options.projectDirectory, asked.profile ?? 'sample'), asked.overrides ?? {}));
  return { asked, profile };
}

/** False positives reported by people and gateways, frozen as they are now. */
async function reportedSet(ports: Ports): Promise<Pick<IngestInputs, 'reported'>> {
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
