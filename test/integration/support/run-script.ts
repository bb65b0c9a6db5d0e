import { execa } from 'execa';
import { fileURLToPath } from 'node:url';

/** Runs a TypeScript file of this folder as a process of its own; `stderr` and exit are in the answer, never thrown. */
export async function runScript(name: string, ...args: readonly string[]): Promise<ScriptResult> {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const { exitCode, signal, stderr } = await execa(process.execPath, ['--import', 'tsx', script, ...args], { reject: false });
  return { exitCode, signal, stderr };
}

export interface ScriptResult {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stderr: string;
}
