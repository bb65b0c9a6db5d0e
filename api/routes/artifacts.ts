import { Readable } from 'node:stream';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { artifactKey } from '../../domain/artifact-ref.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { HoneError } from '../../domain/errors.ts';
import type { ByteRange } from '../../domain/ports/object-store.ts';
import type { RunView } from '../../domain/run-view.ts';
import { runParams } from '../run-links.ts';
import type { ApiServices } from '../services.ts';
import { storedReport, viewOf } from '../view-of.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Write the 64 lower-case hex digits of a SHA-256.');

/** A run's report, and the bytes of what it made. */
export const artifactRoutes =
  (services: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { runs, store } = services;
    const tags = ['results'];

    app.get(
      '/runs/:run/report',
      {
        config: { role: 'view' },
        schema: {
          tags,
          operationId: 'getReport',
          summary: "A run's report",
          description: 'Markdown for people where `Accept` has text/markdown, else JSON with every number.',
          params: runParams,
          produces: ['application/json', 'text/markdown'],
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const { run } = request.params;
        const markdown = request.headers.accept?.includes('text/markdown') ?? false;
        const stored = await store.read(`runs/${run}/report.${markdown ? 'md' : 'json'}`);
        if (!stored) {
          await runs.execution(run);
          throw new HoneError('HONE_NOT_FOUND', `report: ${run} has written none yet; it does when it ends.`);
        }
        return reply.type(markdown ? 'text/markdown; charset=utf-8' : 'application/json; charset=utf-8').send(Buffer.from(stored.bytes));
      },
    );

    app.get(
      '/runs/:run/artifacts/:sha256',
      {
        config: { role: 'view' },
        schema: {
          tags,
          operationId: 'getArtifact',
          summary: 'Bytes of an artifact that a run made',
          description: 'Answers `Range` requests of one range by 206.',
          params: runParams.extend({ sha256 }),
          produces: ['application/octet-stream'],
          response: { 200: z.unknown(), 206: z.unknown() },
        },
      },
      async (request, reply) => {
        const { run, sha256: wanted } = request.params;
        const found = (await artifactsOf(run)).find((ref) => ref.sha256 === wanted);
        if (!found) throw new HoneError('HONE_NOT_FOUND', `sha256: ${run} has made no artifact ${wanted}. Its report and stages name those it made.`);
        void reply.headers({ 'accept-ranges': 'bytes', etag: `"${wanted}"`, 'cache-control': 'private, immutable', 'content-disposition': `attachment; filename="${wanted}"` }).type('application/octet-stream');
        const range = rangeOf(request.headers.range, found.bytes);
        if (range === 'outside') {
          void reply.header('content-range', `bytes */${found.bytes}`);
          throw new HoneError('HONE_RANGE_NOT_SATISFIABLE', `Range: "${request.headers.range}" lies outside the ${found.bytes} bytes.`);
        }
        if (range) void reply.code(206).header('content-range', `bytes ${range.from}-${range.to - 1}/${found.bytes}`);
        void reply.header('content-length', range ? range.to - range.from : found.bytes);
        return reply.send(Readable.from(store.stream(artifactKey(wanted), range), { objectMode: false }));
      },
    );
    done();

    /** What the report lists and what each finished stage left behind: nothing else in the store is this run's. */
    async function artifactsOf(run: string): Promise<ArtifactRef[]> {
      const view = await viewOf(services, run);
      const parts = Object.values((await storedReport(store, run))?.parts ?? {}) as ArtifactRef[];
      const outputs = await Promise.all((view?.stages ?? []).map(outputsOf));
      return [...parts, ...outputs.flat()];
    }

    async function outputsOf({ stage, key, state }: RunView['stages'][number]): Promise<ArtifactRef[]> {
      if (state !== 'hit' && state !== 'made') return [];
      const manifest = await store.read(`manifests/${stage}/${key}.json`);
      return manifest ? Object.values((JSON.parse(Buffer.from(manifest.bytes).toString()) as { outputs: Record<string, ArtifactRef> }).outputs) : [];
    }
  };

/** One range of RFC 9110; several, and other units, are answered by the whole, as it allows. */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return from < to ? { from, to } : 'outside';
}
