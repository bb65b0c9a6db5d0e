import type { RouteOptions } from 'fastify';
import { PROBLEM_TYPE } from './problem.ts';

/** The problems that a route answers, by status: its own, and those that its kind of route does. Each only says which response it is. */
export function problemsOf({ config, schema }: RouteOptions): Record<string, object> {
  const { role, problems = [] } = config ?? {};
  const statuses = [400, ...(role === 'public' ? [] : [401, 403, 503]), ...(schema?.body ? [413, 415] : []), 429, ...problems, 'default'].map(String);
  return Object.fromEntries(statuses.map((status) => [status, { type: 'null', description: problemName(status) }]));
}

/** The problems as responses of the OpenAPI document, by name. */
export function problemResponses(): Record<string, { description: string; content: Record<string, { schema: { $ref: string } }> }> {
  const content = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(Object.entries(MEANINGS).map(([status, description]) => [problemName(status), { description, content }]));
}

/** Whether a description is the name of one of these responses. */
export function isProblemName(description: string): boolean {
  return description.startsWith(problemName(''));
}

function problemName(status: string): string {
  return `Problem-${status}`;
}

/** Said once a status: several codes of the error table may share it. */
const MEANINGS: Readonly<Record<string, string>> = {
  400: 'The request is not valid; `detail` names field, value and remedy.',
  401: 'No API key, or none that is good.',
  403: "The key's role is too low, or the request came from a web page elsewhere.",
  404: 'There is no such thing.',
  409: 'The thing is not, or is no longer, as the request takes it to be.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  416: 'The range lies outside; `Content-Range` has the size.',
  429: 'Too many requests; `Retry-After` says when to try again.',
  503: 'Temporal or the store does not answer; `Retry-After` says when to try again.',
  default: 'Any other problem.',
};
