import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../adapters/settings.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { PLAN_DOCUMENTS } from '../domain/planning/plan-documents.ts';
import { PLOT_FILES } from '../domain/render/plots/augmentation-plots.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';

/** Parts of a report that belong into the package folder, by the file name they get there. */
const PACKAGE_FILES = { model: 'model.onnx', tokenizer: 'tokenizer.json', honeJson: 'hone.json', modelCard: 'MODEL_CARD.md', evidence: 'evidence.json', waiver: 'waiver.json', smoke: 'smoke.json', signature: 'signature.json', checksums: 'SHA256SUMS' } as const;

/** Writes a run's report with its plots, plan and package as plain files under `<home>/runs/<run>/`, and returns that folder. */
export async function unpackRun({ home }: Settings, store: ObjectStore, run: string): Promise<string> {
  const folder = join(home, 'runs', run);
  await mkdir(join(folder, 'package'), { recursive: true });
  const bytes = async (key: string): Promise<Uint8Array> => (await store.read(key))?.bytes ?? new Uint8Array();
  const report = Buffer.from(await bytes(`runs/${run}/report.json`));
  await writeFile(join(folder, 'report.md'), await bytes(`runs/${run}/report.md`));
  await writeFile(join(folder, 'report.json'), report);
  const { parts } = JSON.parse(report.toString()) as { parts: Record<string, ArtifactRef> };
  const files = [...Object.entries(PLAN_DOCUMENTS), ...Object.entries(PLOT_FILES), ...Object.entries(PACKAGE_FILES).map(([part, name]) => [part, join('package', name)] as const)];
  for (const [part, name] of files) if (parts[part]) await download(store, parts[part], join(folder, name));
  return folder;
}

async function download(store: ObjectStore, ref: ArtifactRef, path: string): Promise<void> {
  await rm(path, { force: true });
  await store.download(ref.uri.slice('store:'.length), path);
}
