import { createReadStream } from 'node:fs';
import { Command } from 'commander';
import type { LoadedGuard } from '../adapters/guard/load-guard.ts';
import { readJsonFile } from '../adapters/guard/package-file.ts';
import { readSettings } from '../adapters/settings.ts';
import { invalidInput } from '../domain/errors.ts';
import { compareSmoke } from '../domain/smoke-test.ts';
import { parseSmokeTest } from '../schemas/smoke-test.ts';
import { print, printable } from './output.ts';
import { readKey } from './read-key.ts';
import { scoreLines } from './score-lines.ts';
import type { LineSource } from './score-lines.ts';

interface Options {
  readonly file?: string[];
  readonly jsonl?: boolean;
  readonly threshold?: string;
  readonly publicKey?: string;
  readonly smoke?: boolean;
}

/** `hone score <package> [texts…]`: scores texts, files or stdin with a package, or tries the package itself. */
export function score(): Command {
  return new Command('score')
    .description('score texts (arguments, files, or lines of stdin) with a package folder')
    .argument('<package>', 'folder with model.onnx, tokenizer.json and hone.json')
    .argument('[texts...]')
    .option('-f, --file <path...>', 'read texts from files, a line each')
    .option('--jsonl', 'lines are JSON objects with the field text; the other fields are passed on, score and label added')
    .option('--threshold <score>', 'malicious from this score on, in place of the package\'s own threshold')
    .option('--public-key <file>', 'PEM of the key that the package must be signed with')
    .option('--smoke', 'score the prompts of smoke.json again and compare; exit code 5 when they differ')
    .addHelpText('after', '\nExit codes: 0 all texts were scored, whatever their label; 2 the package or a line is not right; 5 --smoke found other scores.\nWith --json, or --jsonl, each line of the output is a JSON object.')
    .action(async (directory: string, texts: string[], options: Options, command: Command) => {
      const threshold = thresholdOf(options.threshold);
      const publicKey = options.publicKey === undefined ? undefined : await readKey(options.publicKey);
      const { threads } = readSettings();
      // Loads onnxruntime and the tokenizer, which other commands should not wait for.
      const { loadGuard } = await import('../adapters/guard/load-guard.ts');
      const guard = await loadGuard(directory, { threads, ...(publicKey !== undefined && { publicKey }) });
      try {
        if (options.smoke) return await smokeTest(guard, directory, command);
        const json = options.jsonl ?? command.optsWithGlobals<{ json?: boolean }>().json ?? false;
        await scoreLines(guard, sources(texts, options.file), { jsonl: options.jsonl ?? false, threshold: threshold ?? guard.threshold, onProgress: (done) => void process.stderr.write(`hone: ${done} scored\n`) }, async (scored) => {
          await write(scored.map(({ fields, text, score: value, label }) => (json ? JSON.stringify({ ...fields, text, score: value, label }) : `${value.toFixed(4)}  ${label.padEnd(9)}  ${printable(text)}`)));
        });
      } finally {
        await guard.close();
      }
    });
}

/** Where texts come from, in order: arguments, else files, else stdin. */
function sources(texts: readonly string[], files: readonly string[] | undefined): readonly string[] | readonly LineSource[] {
  if (texts.length > 0) return texts;
  return files ? files.map((name) => ({ name, stream: createReadStream(name) })) : [{ name: 'stdin', stream: process.stdin }];
}

async function write(lines: readonly string[]): Promise<void> {
  // Waits while the reader of a pipe is slower than the model.
  if (!process.stdout.write(lines.map((line) => `${line}\n`).join(''))) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** Texts by their place, not their words: so the output of two machines compares. */
async function smokeTest(guard: LoadedGuard, directory: string, command: Command): Promise<void> {
  const smoke = parseSmokeTest(await readJsonFile(directory, 'smoke.json'));
  const result = compareSmoke(smoke, await guard.score(smoke.pairs.map(({ text }) => text)), smoke.tolerance);
  const difference = `largest difference ${result.largestDifference.toExponential(1)}, tolerance ${smoke.tolerance}`;
  print(command, { packageId: guard.packageId, ...result, tolerance: smoke.tolerance }, () =>
    result.passed ? `all ${smoke.pairs.length} smoke prompts score as they should; ${difference}` : `${result.failed.length} of ${smoke.pairs.length} smoke prompts score otherwise (${result.failed.map((place) => place + 1).join(', ')}); ${difference}`,
  );
  if (!result.passed) process.exitCode = 5;
}

function thresholdOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const threshold = Number(given);
  if (given.trim() !== '' && threshold >= 0 && threshold <= 1) return threshold;
  throw invalidInput('--threshold', given, 'Give a score from 0 to 1.');
}
