import { judgedLines } from './judgements/local-methods.ts';

/** Prints what the readers of `data/judgements/` found: shares of good variations by method, and how far the readings agree. */
process.stdout.write(`${judgedLines().join('\n')}\n`);
