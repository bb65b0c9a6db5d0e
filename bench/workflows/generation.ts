import type { GenerateJob } from '../../activities/generate/select-sources.ts';
import { vary } from '../../workflows/fan-out-stages.ts';

/** Only the choice of sources and the fan-out of the stage `generate`; answers how many chunks there were. */
export async function generation(job: GenerateJob): Promise<number> {
  const { chunks } = await vary(job, () => {});
  return chunks.length;
}
