import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';

const START = ['adapters/guard/load-guard.ts', 'adapters/guard/worker.ts'].map((path) => new URL(`../../../../${path}`, import.meta.url).href);

/** Every file and package that is loaded with the entry point `hone/guard` and its worker thread; imports of types are not. */
function loaded(start: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const [files, packages, open] = [new Set<string>(), new Set<string>(), [...start]];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const source = readFileSync(new URL(file), 'utf8');
    for (const [, name = ''] of source.matchAll(/^(?:import|export)(?! type\b)[^;]*?from '([^']+)'/gm)) {
      if (name.startsWith('.')) open.push(new URL(name, file).href);
      else if (!isBuiltin(name)) packages.add(name);
    }
  }
  return { files, packages };
}

test('hone/guard loads a tokenizer, onnxruntime, a schema library and no more: nothing of Temporal, S3 or DuckDB', () => {
  const { files, packages } = loaded(START);
  expect([...packages].sort()).toEqual(['@huggingface/tokenizers', 'canonicalize', 'onnxruntime-node', 'zod']);
  expect(files.size).toBeGreaterThan(15);
  const folders = new Set([...files].map((file) => /\/(\w+)\/(?:[\w-]+\/)*[\w.-]+$/.exec(file.slice(new URL('../../../../', import.meta.url).href.length - 1))?.[1]));
  expect([...folders].sort()).toEqual(['adapters', 'domain', 'schemas']);
});
