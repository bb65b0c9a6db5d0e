import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pythonPath } from '../../support/python.ts';

/** How a trainer process is to end instead of working: with an exit code, or by SIGKILL. */
export type Fault = 10 | 11 | 12 | 13 | 14 | 'kill';

/** The real interpreter behind a script that notes what the trainer is asked for and, when told so, ends as a fault would. */
export interface NotedPython {
  /** For HONE_PYTHON. */
  readonly path: string;
  /** Every trainer process so far, in order: its command, and the micro-batch of a training. */
  calls(): Promise<TrainerCall[]>;
  /** The next processes with this command end like this, one after another; those after them work. */
  failNext(command: string, ...faults: Fault[]): Promise<void>;
}

export interface TrainerCall {
  readonly command: string;
  readonly microBatch: number | undefined;
}

export async function notedPython(folder: string): Promise<NotedPython> {
  const [path, calls] = [join(folder, 'python'), join(folder, 'calls')];
  await mkdir(folder, { recursive: true });
  await writeFile(calls, '');
  await writeFile(path, script(folder));
  await chmod(path, 0o755);
  // The dev server's binary is looked for beside the interpreter.
  await symlink(join(dirname(pythonPath()), 'temporal'), join(folder, 'temporal'));
  return {
    path,
    calls: async () => (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== '').map(parse),
    failNext: (command, ...faults) => writeFile(join(folder, `faults-${command}`), faults.map((fault) => `${fault}\n`).join('')),
  };
}

/** Called as `python -m hone_trainer COMMAND --request FILE --out DIR`. */
const script = (folder: string): string => `#!/bin/sh
if [ "$2" = hone_trainer ]; then
  echo "$3 $(grep -o '"micro_batch": *[0-9]*' "$5" | tr -dc 0-9)" >> '${folder}/calls'
  faults='${folder}/faults-'"$3"
  if [ -s "$faults" ]; then
    fault=$(head -n 1 "$faults")
    rest=$(tail -n +2 "$faults")
    printf '%s' "\${rest:+$rest
}" > "$faults"
    [ "$fault" = kill ] && kill -9 $$
    exit "$fault"
  fi
fi
exec '${pythonPath()}' "$@"
`;

function parse(line: string): TrainerCall {
  const [command = '', microBatch = ''] = line.split(' ');
  return { command, microBatch: microBatch === '' ? undefined : Number(microBatch) };
}
