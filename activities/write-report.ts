import type { AblationReport } from '../domain/ablation/ablation-report.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Baseline } from '../domain/baseline.ts';
import type { Certificate } from '../domain/certificate.ts';
import type { Plan } from '../domain/planning/plan.ts';
import { renderReport } from '../domain/render/report.ts';
import type { ReportContent } from '../domain/render/report.ts';
import type { RunView } from '../domain/run-view.ts';
import type { LatencyTable } from '../domain/latency-table.ts';
import { canonicalJson, readJson } from './engine/artifacts.ts';
import type { Ports } from './ports.ts';

/** Artifacts a report is made of; a run that ended early has fewer. */
export type ReportParts = Readonly<Partial<Record<ReportPart, ArtifactRef>>>;

export type ReportPart =
  | 'baseline'
  | 'pilots'
  | 'ablation'
  | 'plan'
  | 'recommendation'
  | 'accounting'
  | 'splits'
  | 'metrics'
  | 'validation'
  | 'latency'
  | 'equivalence'
  | 'certificate'
  | 'model'
  | 'tokenizer'
  | 'honeJson'
  | 'modelCard'
  | 'evidence';

export interface WriteReportInput {
  readonly view: RunView;
  readonly parts: ReportParts;
}

/**
 * Writes `runs/<id>/report.md` and `report.json`, whatever the run's end is, and returns the Markdown's store key.
 * Made anew at every end: it says what happened, so it is never cached.
 */
export const writeReport =
  (ports: Ports) =>
  async ({ view, parts }: WriteReportInput): Promise<string> => {
    const read = async <T>(part: ReportPart): Promise<T | null> => (parts[part] ? readJson<T>(ports, parts[part]) : null);
    const content: ReportContent = {
      view,
      baseline: await read<Baseline>('baseline'),
      certificate: await read<Certificate>('certificate'),
      plan: await read<Plan>('plan'),
      latency: await read<LatencyTable>('latency'),
      ablation: await read<AblationReport>('ablation'),
    };
    const root = `runs/${view.run}`;
    const markdown = renderReport(content);
    await ports.store.write(`${root}/report.md`, Buffer.from(markdown));
    await ports.store.write(`${root}/report.json`, Buffer.from(canonicalJson({ ...content, parts })));
    return `${root}/report.md`;
  };
