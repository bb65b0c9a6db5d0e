import { Command, Option } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { invalidInput } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { findDoubts } from './find-doubts.ts';
import type { FoundDoubts } from './find-doubts.ts';
import { listDoubts } from './list-doubts.ts';
import { operator } from './operator.ts';
import { print } from './output.ts';
import { exportDoubts, importDecisions } from './review-file.ts';
import { nextStep, reviewLoop } from './review-loop.ts';
import { Stopped } from './stop-signal.ts';
import { terminalDesk } from './terminal-desk.ts';

interface ReviewOptions {
  readonly list?: true;
  readonly export?: string;
  readonly import?: string;
  readonly by: string;
}

/** `hone review`: a person decides on doubtful labels, one after the other at the terminal, or in a file. */
export function review(): Command {
  return new Command('review')
    .description('decide on doubtful labels, here or in a file; nothing is learned from them until then')
    .argument('[run]', 'default: the newest run with labels to decide on')
    .addOption(new Option('--list', 'show what is doubted and ask nothing').conflicts(['export', 'import']))
    .addOption(new Option('--export <file>', 'write JSON lines with an empty decision to fill in; - is stdout').conflicts('import'))
    .option('--import <file>', 'take the decisions of such a file; - is stdin')
    .option('--by <name>', 'who decides', operator())
    .action(async (run: string | undefined, options: ReviewOptions, command: Command) => {
      checkUse(run, options);
      const store = openStore(readSettings());
      if (options.import !== undefined) return importDecisions(command, store, options.import, options.by);
      const found = await findDoubts(store, run);
      if (options.export !== undefined) return exportDoubts(command, found, options.export);
      return options.list || found.doubts.length === 0 ? listDoubts(command, found) : decideHere(command, store, found, options.by);
    });
}

function checkUse(run: string | undefined, { list, export: to, import: from, by }: ReviewOptions): void {
  if (by.trim() === '' || by.length > 200) throw invalidInput('by', by, 'Write a name of 1 to 200 characters.');
  if (from !== undefined && run !== undefined) throw invalidInput('run', run, 'Leave it out with --import: decisions are on texts, not on runs.');
  const atTerminal = process.stdin.isTTY && process.stderr.isTTY;
  if (!list && to === undefined && from === undefined && !atTerminal) throw invalidInput('terminal', undefined, 'Where there is none to ask at, use --list, --export FILE and --import FILE.');
}

/** The dialogue is on stderr, so that stdout holds the result alone. */
async function decideHere(command: Command, store: ObjectStore, { run, doubts }: FoundDoubts, by: string): Promise<void> {
  const desk = terminalDesk(store, by, process.stdin, process.stderr);
  const reviewed = await reviewLoop(doubts, desk).finally(() => desk.close());
  const { benign, malicious, drop } = reviewed.decided;
  print(command, { run, ...reviewed }, () => `${benign} benign, ${malicious} malicious, ${drop} dropped; ${reviewed.open} left to decide\n${nextStep(run)}`);
  if (desk.interrupted()) throw new Stopped('SIGINT');
}
