import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HoneError } from '../domain/errors.ts';
import { sendProblem } from './problem.ts';

/** Answers a path that exists with another method by 405 and `Allow`, and one that does not by 404. Call it before the routes are added: it notes them. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const known: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replaceAll(/[.]/g, '\\.').replaceAll(/:[^/]+/g, '[^/]+')}$`);
    known.push({ pattern, methods: [method].flat() });
  });
  // Before the body is read, which could be refused for what it is.
  app.addHook('onRequest', async (request, reply) => (request.is404 ? answer(request, reply) : undefined));

  function answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const [path = ''] = request.url.split('?');
    const methods = known.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    if (methods.length === 0) return sendProblem(new HoneError('HONE_NOT_FOUND', `${path.slice(0, 200)}: there is no such path. /docs lists the paths.`), request, reply);
    void reply.header('allow', [...new Set(methods)].join(', '));
    return sendProblem(new HoneError('HONE_METHOD_NOT_ALLOWED', `${request.method} ${path.slice(0, 200)}: use ${methods.join(' or ')}.`), request, reply);
  }
}
