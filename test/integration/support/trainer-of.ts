import { execa } from 'execa';

/** Process id of the trainer that a GPU worker runs at the moment, or undefined. */
export async function trainerOf(worker: number): Promise<number | undefined> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=,command=']);
  const [pid] = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null && Number(found[2]) === worker && found[3]!.includes('hone_trainer train'));
  return pid ? Number(pid[1]) : undefined;
}
