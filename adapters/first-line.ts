import { reasonOf } from './file-fault.ts';

/** The first line of a library's message, which may be long. */
export function firstLine(error: unknown): string {
  return reasonOf(error).split('\n')[0]!.slice(0, 300);
}
