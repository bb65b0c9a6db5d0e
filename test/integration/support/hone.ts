import { resolve } from 'node:path';
import { execa } from 'execa';

export interface CommandResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a process of its own, as people run it: `hone(environment, 'status', run)`. Failures are not thrown. */
export async function hone(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CommandResult> {
  const program = resolve(import.meta.dirname, '../../../cli/hone.mjs');
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], { env: environment, extendEnv: false, reject: false });
  return { exitCode, stdout, stderr };
}
