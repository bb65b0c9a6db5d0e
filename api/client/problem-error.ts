import type { components } from './schema.ts';

export type Problem = components['schemas']['Problem'];

/** An answer of the API that is none of those asked for: 401 without a key, 404 for a run that does not exist. */
export class ProblemError extends Error {
  readonly status: number;
  /** The problem details, with a code of `docs/errors.md`. Missing where something before the API answered, such as a proxy. */
  readonly problem: Problem | undefined;

  constructor({ status, url }: Pick<Response, 'status' | 'url'>, body: unknown) {
    const problem = isProblem(body) ? body : undefined;
    super(problem ? `${problem.code}: ${problem.detail}` : `${url} answered ${status}, not by the Hone API.`);
    this.name = 'ProblemError';
    this.status = status;
    this.problem = problem;
  }

  /** Whether the same request may succeed later: an overloaded or absent service, not a wrong request. */
  get retryable(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
