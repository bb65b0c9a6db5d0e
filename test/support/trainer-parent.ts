import { trainerProcess } from '../../adapters/trainer-process.ts';

/** A program that runs a trainer and can be killed: arguments are python, trainer directory, out directory. */
const [python, trainerDirectory, outDirectory] = process.argv.slice(2);
await trainerProcess({ python: python!, trainerDirectory: trainerDirectory!, graceMs: 1000, threads: 1 }).run('train', {}, outDirectory!, {
  signal: new AbortController().signal,
  onEvent: () => process.stdout.write('running\n'),
});
