import { loadGuard } from '../../../adapters/guard/load-guard.ts';

/** Scores one text and returns; with `close` the guard is closed first. The process must end by itself. */
const [directory, ending] = process.argv.slice(2);
const guard = await loadGuard(directory!, { threads: 2 });
const scores = await guard.score(['hello']);
if (scores.length !== 1) process.exitCode = 1;
if (ending === 'close') await guard.close();
