import type { AblationReport } from '../domain/ablation/ablation-report.ts';
import type { LosoReport } from '../domain/loso/loso-report.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { AugmentationAccount } from '../domain/augmentation-account.ts';
import type { Baseline } from '../domain/baseline.ts';
import type { Certificate } from '../domain/certificate.ts';
import type { ConversionReport } from '../domain/conversion.ts';
import type { CrossValidation } from '../domain/cross-validation/cross-validation.ts';
import type { RoundsReport } from '../domain/fallback/rounds-report.ts';
import type { Plan } from '../domain/planning/plan.ts';
import type { Probe } from '../domain/probe/probe.ts';
import { augmentationPlots, PLOT_FILES } from '../domain/render/plots/augmentation-plots.ts';
import type { PlotName } from '../domain/render/plots/augmentation-plots.ts';
import { stressPlot } from '../domain/render/plots/stress-plot.ts';
import { renderReport } from '../domain/render/report.ts';
import type { ReportContent } from '../domain/render/report.ts';
import type { RunView } from '../domain/run-view.ts';
import type { StressReport } from '../domain/stress/stress-report.ts';
import type { LatencyTable } from '../domain/latency-table.ts';
import { canonicalJson, putText, readJson } from './engine/artifacts.ts';
import type { Ports } from './ports.ts';

/** Artifacts a report is made of; a run that ended early has fewer. */
export type ReportParts = Readonly<Partial<Record<ReportPart, ArtifactRef>>>;

export type ReportPart =
  | 'baseline'
  | 'pilots'
  | 'ablation'
  | 'loso'
  | 'plan'
  | 'recommendation'
  | 'accounting'
  | 'splits'
  | 'metrics'
  | 'crossValidation'
  | 'validation'
  | 'rounds'
  | 'latency'
  | 'equivalence'
  | 'probe'
  | 'stress'
  | 'certificate'
  | 'model'
  | 'tokenizer'
  | 'honeJson'
  | 'modelCard'
  | 'evidence'
  | 'waiver'
  | 'smoke'
  | 'checksums'
  | 'signature';

export interface WriteReportInput {
  readonly view: RunView;
  readonly parts: ReportParts;
}

/**
 * Writes `runs/<id>/report.md`, its plots and `report.json`, whatever the run's end is, and returns the Markdown's store key.
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
      probe: await read<Probe>('probe'),
      plan: await read<Plan>('plan'),
      conversion: asNow(await read<ConversionReport>('equivalence')),
      latency: asNow(await read<LatencyTable>('latency')),
      crossValidation: await read<CrossValidation>('crossValidation'),
      ablation: await read<AblationReport>('ablation'),
      loso: await read<LosoReport>('loso'),
      rounds: await read<RoundsReport>('rounds'),
      stress: await read<StressReport>('stress'),
      account: measured(await read<AugmentationAccount>('accounting')),
    };
    const root = `runs/${view.run}`;
    const markdown = renderReport(content);
    await ports.store.write(`${root}/report.md`, Buffer.from(markdown));
    const plots = await writePlots(ports, root, { ...(content.account && augmentationPlots(content.account)), ...(content.stress?.families.length && { stressPlot: stressPlot(content.stress) }) });
    await ports.store.write(`${root}/report.json`, Buffer.from(canonicalJson({ ...content, parts: { ...parts, ...plots } })));
    return `${root}/report.md`;
  };

/** Runs that were under way before variations were measured have an account of counts alone. */
function measured(account: AugmentationAccount | null): AugmentationAccount | null {
  return account?.schema === 1 ? account : null;
}

/** Models that an earlier version converted have tables of another form: they stay parts of the run, and are not rendered. */
function asNow<T extends { readonly schema: 2 }>(table: T | null): T | null {
  return table?.schema === 2 ? table : null;
}

/** Beside the report, whose pictures they are, and as artifacts, so that they are found and unpacked like its other parts. */
async function writePlots(ports: Ports, root: string, drawn: Partial<Record<PlotName, string>>): Promise<Partial<Record<PlotName, ArtifactRef>>> {
  const plots: Partial<Record<PlotName, ArtifactRef>> = {};
  for (const [name, svg] of Object.entries(drawn) as [PlotName, string][]) {
    await ports.store.write(`${root}/${PLOT_FILES[name]}`, Buffer.from(svg));
    plots[name] = await putText(ports, svg);
  }
  return plots;
}
