import { Readable } from 'node:stream';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { artifactKey } from '../../domain/artifact-ref.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { HoneError } from '../../domain/errors.ts';
import { rangeOf } from '../range-of.ts';
import { runParams } from '../run-links.ts';
import type { ApiServices } from '../services.ts';
import { findArtifact } from '../find-artifact.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Write the 64 lower-case hex digits of a SHA-256.');

/** The bytes of what a run made. */
export const artifactRoutes =
  (services: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { store } = services;

    app.get(
      '/runs/:run/artifacts/:sha256',
      {
        config: { role: 'view', problems: [404, 416] },
        schema: {
          tags: ['results'],
          operationId: 'getArtifact',
          summary: 'Bytes of an artifact that a run made',
          description: 'Answers `Range` requests of one range by 206, and `If-None-Match` with the hash by 304.',
          params: runParams.extend({ sha256 }),
          produces: ['application/octet-stream'],
          response: { 200: z.unknown(), 206: z.unknown(), 304: z.null().meta({ description: 'Known already' }) },
        },
      },
      async (request, reply) => {
        const { run, sha256: wanted } = request.params;
        const { bytes } = await stored(run, wanted);
        const etag = `"${wanted}"`;
        const { range: asked, 'if-range': ifRange = etag, 'if-none-match': known } = request.headers;
        const range = ifRange === etag ? rangeOf(asked, bytes) : undefined;
        if (range === 'outside') {
          void reply.header('content-range', `bytes */${bytes}`);
          throw new HoneError('HONE_RANGE_NOT_SATISFIABLE', `Range: "${asked}" lies outside the ${bytes} bytes.`);
        }
        void reply.headers({ 'accept-ranges': 'bytes', etag, 'cache-control': 'private, max-age=31536000, immutable' });
        if (known?.includes(etag)) return reply.code(304).send(null);
        if (range) void reply.code(206).header('content-range', `bytes ${range.from}-${range.to - 1}/${bytes}`);
        void reply.headers({ 'content-length': range ? range.to - range.from : bytes, 'content-disposition': `attachment; filename="${wanted}"` }).type('application/octet-stream');
        const body = request.method === 'HEAD' ? [] : store.stream(artifactKey(wanted), range);
        return reply.send(Readable.from(body, { objectMode: false }));
      },
    );
    done();

    /** Looked at before the answer begins: once it has, there is no way to say that the store lost it. */
    async function stored(run: string, wanted: string): Promise<ArtifactRef> {
      const found = await findArtifact(services, run, wanted);
      if (!found) throw new HoneError('HONE_NOT_FOUND', `sha256: ${run} has made no artifact ${wanted}. Its report and stages name those it made.`);
      const bytes = await store.size(artifactKey(wanted));
      if (bytes === undefined) throw new HoneError('HONE_NOT_FOUND', `sha256: the store has lost ${wanted}; a new run makes it again.`);
      if (bytes !== found.bytes) throw new HoneError('HONE_ARTIFACT_CORRUPT', `sha256: ${wanted} has ${bytes} bytes in the store, not ${found.bytes}; a new run makes it again.`);
      return found;
    }
  };
