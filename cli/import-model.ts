import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { ImportedModel, ImportModelInput } from '../activities/import-model.ts';
import { createLog } from '../adapters/log.ts';
import { readSettings } from '../adapters/settings.ts';
import { trainerProcess } from '../adapters/trainer-process.ts';
import { invalidInput } from '../domain/errors.ts';
import type { TrainerEvent } from '../domain/ports/trainer.ts';
import { plainTable } from '../domain/render/table.ts';
import { operator } from './operator.ts';
import { print } from './output.ts';
import { stopSignal } from './stop-signal.ts';

interface ImportOptions extends Pick<ImportModelInput, 'model' | 'tokenizer' | 'labels' | 'output' | 'precision' | 'by'> {
  readonly as: string;
  readonly threshold: string;
  readonly maxTokens?: string;
  readonly why?: string;
}

/** `hone models import <source> --model <name>`: takes in the guard that is in service and points an alias to it. */
export function importCommand(): Command {
  return new Command('import')
    .description('package a guard from elsewhere and make it the champion')
    .argument('<source>', 'folder or hub id of transformers (safetensors), or an ONNX file')
    .requiredOption('--model <name>', 'name in the registry: release.model of the profiles that retrain it')
    .option('--as <alias>', 'alias that shall point to it', 'champion')
    .option('--labels <mapping>', 'what its outputs mean, by number or name: 0=benign,1=malicious; default what their names say')
    .addOption(new Option('--output <form>', 'what it answers').choices(['auto', 'two-logits', 'one-logit', 'probabilities']).default('auto'))
    .option('--tokenizer <path>', 'tokenizer.json or its folder; default beside the model')
    .option('--threshold <score>', 'a text is blocked at this score or above', '0.5')
    .option('--max-tokens <count>', 'longer texts are cut; default what tokenizer and model say, 512 at most')
    .addOption(new Option('--precision <precision>', 'fp32 is the model as it is; int8 is smaller and faster, and moves scores a little').choices(['fp32', 'int8']).default('fp32'))
    .option('--why <text>', 'reason, kept in the history for ever')
    .option('--by <name>', 'who decides', operator())
    .action(async (source: string, options: ImportOptions, command: Command) => {
      const input = inputOf(source, options);
      const imported = await importHere(input);
      print(command, imported, () => describeImport(input, imported));
    });
}

function inputOf(source: string, { as, threshold, maxTokens, why, tokenizer, labels, ...options }: ImportOptions): ImportModelInput {
  for (const [field, name] of Object.entries({ model: options.model, as })) if (!NAME.test(name)) throw invalidInput(field, name, 'Write small letters, digits and dashes, such as prompt-guard.');
  if (why !== undefined && (why.trim() === '' || why.length > 2_000)) throw invalidInput('why', why, 'Give the reason in 1 to 2000 characters.');
  return {
    ...options,
    alias: as,
    source: localPath(source),
    ...(tokenizer !== undefined && { tokenizer: localPath(tokenizer) }),
    ...(labels !== undefined && { labels }),
    ...(maxTokens !== undefined && { maxTokens: numberIn('max-tokens', maxTokens, 8, 8192) }),
    threshold: numberIn('threshold', threshold, 0, 1),
    why: why ?? `the guard in service, ${source}`,
  };
}

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** What is on this machine is meant from here; anything else is left for the hub. */
const localPath = (path: string): string => (existsSync(path) ? resolve(path) : path);

function numberIn(field: string, text: string, least: number, most: number): number {
  const value = Number(text);
  const whole = field !== 'max-tokens' || Number.isInteger(value);
  if (text.trim() !== '' && whole && value >= least && value <= most) return value;
  throw invalidInput(field, text, `Write a ${field === 'max-tokens' ? 'whole number' : 'number'} from ${least} to ${most}.`);
}

/** Runs the trainer as a child of this process: no server and no worker is needed. */
async function importHere(input: ImportModelInput): Promise<ImportedModel> {
  // Loads tokenizer, database and more, which other commands should not wait for.
  const [{ importModel }, { composePorts }] = await Promise.all([import('../activities/import-model.ts'), import('../workers/compose-ports.ts')]);
  const settings = readSettings();
  const { projectDirectory, python, trainerGraceMs: graceMs, threads } = settings;
  // What libraries say on stderr is for workers' logs; an error of the trainer comes with what it said.
  const trainer = trainerProcess({ python, trainerDirectory: join(projectDirectory, 'trainer'), graceMs, threads, log: () => undefined });
  const ports = { ...composePorts(settings, createLog(settings, 'import'), projectDirectory), trainer };
  const signal = stopSignal();
  try {
    return await importModel(ports)(input, { signal, onEvent: phases() });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** A line on stderr for each phase. */
function phases(): (event: TrainerEvent) => void {
  let last = '';
  return (event) => {
    if (event.type !== 'progress' || event.phase === last) return;
    last = event.phase;
    process.stderr.write(`${event.phase}\n`);
  };
}

/** Smaller differences of the mean scores are worth a word. */
const CLEAR = 0.2;

/** What an import did, for people. */
export function describeImport({ model, alias, threshold }: ImportModelInput, { packageId, previous, moved, bytes, report, check }: ImportedModel): string {
  const place = `${model}@${alias}`;
  const labels = Object.entries(report.labels).map(([output, label]) => `${output} is ${label}`).join(', ');
  const rows = [
    ['  before', previous ?? 'no model'],
    ['  outputs', `${labels} (${report.labels_from === 'labels' ? 'as asked' : `names in ${report.labels_from}`}), read as ${report.output}`],
    ['  reads', `${report.max_tokens} tokens (${report.max_tokens_from === 'max_tokens' ? 'as asked' : report.max_tokens_from})`],
    ['  ships', `${report.precision}, ${(bytes / 1e6).toFixed(1)} MB, threshold ${threshold}`],
    ['  smoke', `${check.right} of ${check.labelled} right; mean score ${check.meanMalicious.toFixed(4)} of attacks, ${check.meanBenign.toFixed(4)} of honest prompts`],
    ['  agrees', `scores differ by ${check.maxAbsoluteDifference.toExponential(1)} at most from the model as it came, ${check.flips} of ${check.probes} decisions flipped`],
    ['  training', report.weights ? 'starts from its weights' : "starts from the profile's base model: there are no weights to go on from"],
    ...[...report.notes, ...(check.meanMalicious - check.meanBenign < CLEAR ? ['it hardly tells attacks from honest prompts: see that this is the model, the tokenizer and the mapping you mean'] : [])].map((note) => ['  note', note]),
  ];
  return [moved ? `${packageId} is ${place}` : `${packageId} is already ${place}`, plainTable(rows)].join('\n');
}
