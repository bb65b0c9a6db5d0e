import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { readSettings } from '../adapters/settings.ts';
import { plainTable } from '../domain/render/table.ts';
import { print } from './output.ts';

/** `hone score <package> [texts…]`: scores texts, or lines of stdin, with a package. */
export function score(): Command {
  return new Command('score')
    .description('score texts (arguments, or lines of stdin) with a package folder')
    .argument('<package>', 'folder with model.onnx, tokenizer.json and hone.json')
    .argument('[texts...]')
    .action(async (directory: string, given: string[], _options: object, command: Command) => {
      const { threads } = readSettings();
      // Loads the tokenizer, which other commands should not wait for.
      const { guardRuntime } = await import('../adapters/guard/guard-runtime.ts');
      const guard = await guardRuntime({ threads }).load(directory);
      try {
        const texts = given.length > 0 ? given : await stdinLines();
        const scores = await guard.score(texts);
        const results = texts.map((text, index) => ({ text, score: scores[index]!, label: scores[index]! >= guard.threshold ? 'malicious' : 'benign' }));
        print(command, { packageId: guard.packageId, threshold: guard.threshold, results }, () => plainTable(results.map(({ text, score: value, label }) => [value.toFixed(4), label, text])));
      } finally {
        await guard.close();
      }
    });
}

async function stdinLines(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') lines.push(line);
  return lines;
}
