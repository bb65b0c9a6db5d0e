import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Subjects } from './subjects.ts';

export interface PassOptions {
  readonly schemathesis: string;
  readonly url: string;
  readonly key: string;
  readonly subjects: Subjects;
  /** Whether workers are up: without them some answers are 503. */
  readonly workers: boolean;
  /** Of its own: holds the configuration with its dictionaries, and the report. */
  readonly folder: string;
  /** Further arguments of `schemathesis run`, such as which operations. */
  readonly args: readonly string[];
  readonly signal: AbortSignal;
}

/** What came of a pass. `accepted` names the operations that answered a request by 2xx. */
export interface PassResult {
  readonly operations: readonly string[];
  readonly accepted: readonly string[];
  readonly cases: number;
  readonly failures: number;
}

/** One run of Schemathesis over the operations that the API itself describes at /docs/json. Its output is shown. */
export async function pass({ schemathesis, url, key, subjects, workers, folder, args, signal }: PassOptions): Promise<PassResult> {
  await mkdir(folder, { recursive: true });
  await copyFile(join(import.meta.dirname, 'schemathesis.toml'), join(folder, 'schemathesis.toml'));
  for (const [name, values] of Object.entries(subjects)) await writeFile(join(folder, `${name}.dict`), values.map((value) => `"${value}"\n`).join(''));
  const report = join(folder, 'report.json');
  const { exitCode } = await execa(schemathesis, ['--config-file', join(folder, 'schemathesis.toml'), 'run', `${url}/docs/json`, '--report', 'json', '--report-json-path', report, ...args], {
    cwd: folder,
    env: { HONE_FUZZ_KEY: key, HONE_FUZZ_WORKERS: workers ? 'up' : 'away', SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: import.meta.dirname, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  return resultOf(JSON.parse(await readFile(report, 'utf8')) as Report, exitCode);
}

/** The parts that count of Schemathesis' JSON report. */
interface Report {
  readonly test_cases: { readonly generated: number; readonly unique_failures: number };
  readonly errors: readonly unknown[];
  readonly valid_rates: Readonly<Record<string, Readonly<Record<string, { readonly accepted: number }>>>>;
}

function resultOf({ test_cases: cases, errors, valid_rates: rates }: Report, exitCode: number | undefined): PassResult {
  const failures = cases.unique_failures + errors.length;
  const accepted = Object.entries(rates).filter(([, phases]) => Object.values(phases).some((phase) => phase.accepted > 0));
  return { operations: Object.keys(rates), accepted: accepted.map(([name]) => name), cases: cases.generated, failures: failures === 0 && exitCode !== 0 ? 1 : failures };
}
