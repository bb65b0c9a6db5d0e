import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { readProfile } from '../activities/resolve-request.ts';
import { errnoOf, reasonOf } from '../adapters/file-fault.ts';
import { storedTaxonomy } from '../activities/stored-taxonomy.ts';
import { openProviders } from '../adapters/providers/open-providers.ts';
import { readSettings } from '../adapters/settings.ts';
import { HoneError } from '../domain/errors.ts';
import { PLAN_DOCUMENTS } from '../domain/planning/plan-documents.ts';
import type { Plan } from '../domain/planning/plan.ts';
import { renderRecommendation } from '../domain/render/recommendation.ts';
import { renderPlanSummary } from '../domain/render/plan-summary.ts';
import { categoryNames } from '../domain/taxonomy.ts';
import { parseWith } from '../schemas/problems.ts';
import { parseProfile } from '../schemas/profile.ts';
import { categoryCounts, classCounts, numberOr } from './category-counts.ts';
import { print } from './output.ts';
import { pilotPlan, withPilot } from './pilot-plan.ts';
import type { PilotPlanOptions } from './pilot-plan.ts';

interface PlanOptions extends PilotPlanOptions {
  readonly benign: string;
  readonly malicious: string;
  readonly traffic: string;
  readonly falsePositives: string;
  readonly certification?: string;
  readonly rowsPerSecond?: string;
  readonly markdown?: true;
  readonly out?: string;
}

/** `hone plan`: the planner alone, on counts: what each strategy would add, cost and could reach. Starts nothing, but with `--pilot`. */
export function plan(): Command {
  return withPilot(new Command('plan'))
    .description('work out a retraining plan: from counts, without a run, or with --pilot from short trainings')
    .requiredOption('--benign <rows>', 'benign rows there are')
    .requiredOption('--malicious <rows>', 'malicious rows there are')
    .requiredOption('--traffic <rows>', 'benign prompts that were scored')
    .requiredOption('--false-positives <counts>', 'found among them: a count for each category of data/taxonomy.json in its order, with commas between; or name=count pairs')
    .option('-p, --profile <name>', 'stored profile; default hybrid')
    .option('--strategy <name>', "default the profile's")
    .option('--certification <counts>', 'benign prompts and attacks held back, e.g. 30000,2000: tells whether they can prove the rate')
    .option('--rows-per-second <speed>', 'measured training speed, to tell the time it takes')
    .option('--markdown', 'print the whole recommendation as Markdown')
    .option('--out <folder>', `write ${Object.values(PLAN_DOCUMENTS).join(' and ')} there`)
    .action(async (options: PlanOptions, command: Command) => {
      if (options.pilot) return pilotPlan(options, command);
      // Loads the augmentation methods, which other commands should not wait for.
      const { planCounts, planCountsSchema } = await import('../api/plan-counts.ts');
      const { projectDirectory, providers } = readSettings();
      const categories = categoryNames(await storedTaxonomy(projectDirectory));
      const counts = parseWith(planCountsSchema, countsOf(options, categories), 'the counts');
      const made = planCounts(parseProfile(await readProfile(projectDirectory, counts.profile)), counts, openProviders(providers));
      if (options.out !== undefined) await writeDocuments(made, options.out);
      print(command, made, () => (options.markdown ? renderRecommendation(made) : renderPlanSummary(made)).trimEnd());
    });
}

async function writeDocuments(made: Plan, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, PLAN_DOCUMENTS.recommendation), renderRecommendation(made));
    await writeFile(join(folder, PLAN_DOCUMENTS.plan), `${JSON.stringify(made, undefined, 2)}\n`);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    throw new HoneError('HONE_INVALID_INPUT', `out: "${folder}" cannot be written (${reasonOf(error)}). Name a folder that takes files.`, { cause: error });
  }
}

function countsOf({ benign, malicious, traffic, falsePositives, profile, strategy, certification, rowsPerSecond }: PlanOptions, categories: readonly string[]): object {
  const optional = {
    profile,
    strategy,
    certification: certification === undefined ? undefined : classCounts(certification),
    rowsPerSecond: rowsPerSecond === undefined ? undefined : numberOr(rowsPerSecond),
  };
  return {
    benign: numberOr(benign),
    malicious: numberOr(malicious),
    trafficRows: numberOr(traffic),
    falsePositivesByCategory: categoryCounts(falsePositives, categories),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
