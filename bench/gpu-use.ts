import { execa } from 'execa';

/** Mean share (0 to 1) of the time in which the GPU computed, and its most memory in use. */
export interface GpuUse {
  readonly utilisation: number;
  readonly peakMemoryMiB: number;
}

const EVERY_MS = 500;

/** Asks `nvidia-smi` twice a second while `work` runs; undefined where there is none. Loading is in it, so long runs say more. */
export async function whileWatchingGpu<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly gpu: GpuUse | undefined }> {
  const samples: { readonly utilisation: number; readonly memory: number }[] = [];
  let missing = false;
  const look = async (): Promise<void> => {
    const asked = await execa('nvidia-smi', ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits'], { reject: false });
    missing = asked.failed;
    const [utilisation, memory] = (asked.stdout ?? '').split('\n')[0]!.split(',').map(Number);
    if (!missing && utilisation !== undefined && memory !== undefined) samples.push({ utilisation: utilisation / 100, memory });
  };
  await look();
  const timer = missing ? undefined : setInterval(() => void look(), EVERY_MS);
  try {
    const result = await work();
    const mean = samples.reduce((sum, { utilisation }) => sum + utilisation, 0) / samples.length;
    return { result, gpu: samples.length === 0 ? undefined : { utilisation: mean, peakMemoryMiB: Math.max(...samples.map(({ memory }) => memory)) } };
  } finally {
    clearInterval(timer);
  }
}
