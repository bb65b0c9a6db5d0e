import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Tools } from '../activities/evidence/release.ts';
import type { VerifyOptions } from '../activities/evidence/verify-release.ts';
import { createLog } from '../adapters/log.ts';
import { readSettings } from '../adapters/settings.ts';
import type { Settings } from '../adapters/settings.ts';
import { storedReport } from '../api/view-of.ts';
import { ERRORS, HoneError } from '../domain/errors.ts';
import type { Verification } from '../domain/evidence/verification.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { RunView } from '../domain/run-view.ts';
import { plainTable } from '../domain/render/table.ts';
import { liveView } from './live-view.ts';
import { print } from './output.ts';
import { readKey } from './read-key.ts';

interface Options {
  readonly quick?: boolean;
  readonly publicKey?: string;
}

/** `hone verify <run or folder>`: makes everything again that a package's evidence claims. */
export function verify(): Command {
  return new Command('verify')
    .description("check a package's evidence by making it again: rows, cut, look, threshold, figures")
    .argument('<run>', 'workflow id, or a package folder with its evidence.json')
    .option('--quick', 'score nothing: compare what is stored')
    .option('--public-key <file>', 'PEM of the key that the package must be signed with')
    .addHelpText('after', '\nExit codes: 0 no check failed (skipped ones say why); 5 a check failed; 2 it is no package with evidence, or not signed by the key.')
    .action(async (subject: string, { quick = false, publicKey }: Options, command: Command) => {
      const key = publicKey === undefined ? undefined : await readKey(publicKey);
      const settings = readSettings();
      const tools = await openTools(settings);
      const verification = await inFolder(settings, async (directory) => {
        const { folder, options } = existsSync(join(subject, 'hone.json')) ? { folder: subject, options: { quick } } : await unpacked(tools, subject, directory, quick);
        if (key !== undefined) await verifySigned(folder, key);
        const { verifyRelease } = await import('../activities/evidence/verify-release.ts');
        return verifyRelease(tools)(folder, options);
      });
      print(command, verification, () => describeVerification(verification));
      if (!verification.passed) process.exitCode = ERRORS.HONE_ARTIFACT_CORRUPT.exitCode;
    });
}

/** For people: a line a check, and what came of all of them. */
export function describeVerification({ packageId, evidenceHash, checks }: Verification): string {
  const count = (verdict: string): number => checks.filter((each) => each.verdict === verdict).length;
  const table = plainTable(checks.map(({ check, verdict, sentence }) => [verdict === 'fail' ? 'FAIL' : verdict, check, sentence]));
  return `package ${packageId}\nevidence ${evidenceHash}\n\n${table}\n\n${count('pass')} checks passed, ${count('fail')} failed, ${count('skipped')} could not be made`;
}

/** Loads database, tokenizer and onnxruntime, which other commands should not wait for. */
async function openTools(settings: Settings): Promise<Tools> {
  const [{ composePorts }, { guardPool }] = await Promise.all([import('../workers/compose-ports.ts'), import('../activities/engine/guard-pool.ts')]);
  const ports = composePorts(settings, createLog(settings, 'verify'), settings.projectDirectory);
  return { ports, guards: guardPool(ports) };
}

async function inFolder<T>({ home }: Settings, body: (directory: string) => Promise<T>): Promise<T> {
  const parent = join(home, 'cache');
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, 'verify-'));
  try {
    return await body(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function unpacked({ ports }: Tools, run: string, directory: string, quick: boolean): Promise<{ folder: string; options: VerifyOptions }> {
  const { unpackRelease } = await import('../activities/evidence/unpack-release.ts');
  const packaged = await unpackRelease(ports, await viewOf(ports.store, run), directory);
  return { folder: directory, options: { quick, of: { run, packaged } } };
}

async function viewOf(store: ObjectStore, run: string): Promise<RunView> {
  const view = (await storedReport(store, run))?.view ?? (await liveView(run));
  if (view) return view;
  throw new HoneError('HONE_NOT_FOUND', `run: "${run}" has left no report in this store, and no folder of that name is a package. \`hone list\` shows the runs.`);
}

async function verifySigned(folder: string, publicKey: string): Promise<void> {
  const { readPackage } = await import('../adapters/guard/read-package.ts');
  await readPackage(folder, { publicKey });
}
