import type { FastifyInstance } from 'fastify';
import { invalidInput } from '../domain/errors.ts';

/** Refuses query parameters and body fields on routes that take none, and `null` for a body: what is not heeded would look as if it were. */
export function refuseUnknown(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === null) return done(invalidInput('body', null, 'Write a JSON object, or send no body.'));
    const { querystring, body } = request.routeOptions.schema ?? {};
    const [field] = [...(querystring ? [] : entriesOf(request.query)), ...(body ? [] : entriesOf(request.body))];
    done(field && invalidInput(field[0], field[1], 'There is no such field; this takes none.'));
  });
}

function entriesOf(given: unknown): [string, unknown][] {
  if (typeof given !== 'object') return given === undefined ? [] : [['body', given]];
  return Object.entries(given ?? {});
}
