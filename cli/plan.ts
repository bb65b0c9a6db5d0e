import { Command } from 'commander';
import { readProfile } from '../activities/resolve-request.ts';
import { storedTaxonomy } from '../activities/stored-taxonomy.ts';
import { readSettings } from '../adapters/settings.ts';
import { renderRecommendation } from '../domain/render/recommendation.ts';
import { categoryNames } from '../domain/taxonomy.ts';
import { parseWith } from '../schemas/problems.ts';
import { parseProfile } from '../schemas/profile.ts';
import { categoryCounts, numberOr } from './category-counts.ts';
import { print } from './output.ts';

interface PlanOptions {
  readonly benign: string;
  readonly malicious: string;
  readonly traffic: string;
  readonly falsePositives: string;
  readonly profile?: string;
  readonly strategy?: string;
  readonly rowsPerSecond?: string;
}

/** `hone plan`: the planner alone, on counts: what each strategy would add, cost and could reach. Starts nothing. */
export function plan(): Command {
  return new Command('plan')
    .description('work out a retraining plan from counts, without a run')
    .requiredOption('--benign <rows>', 'benign rows there are')
    .requiredOption('--malicious <rows>', 'malicious rows there are')
    .requiredOption('--traffic <rows>', 'benign prompts that were scored')
    .requiredOption('--false-positives <counts>', 'found among them: a count for each category of data/taxonomy.json in its order, with commas between; or name=count pairs')
    .option('-p, --profile <name>', 'stored profile; default sample')
    .option('--strategy <name>', "default the profile's")
    .option('--rows-per-second <speed>', 'measured training speed, to tell the time it takes')
    .action(async (options: PlanOptions, command: Command) => {
      // Loads the augmentation methods, which other commands should not wait for.
      const { planCounts, planCountsSchema } = await import('../api/plan-counts.ts');
      const { projectDirectory } = readSettings();
      const categories = categoryNames(await storedTaxonomy(projectDirectory));
      const counts = parseWith(planCountsSchema, countsOf(options, categories), 'the counts');
      const made = planCounts(parseProfile(await readProfile(projectDirectory, counts.profile)), counts);
      print(command, made, () => renderRecommendation(made).trimEnd());
    });
}

function countsOf({ benign, malicious, traffic, falsePositives, profile, strategy, rowsPerSecond }: PlanOptions, categories: readonly string[]): object {
  const optional = { profile, strategy, rowsPerSecond: rowsPerSecond === undefined ? undefined : numberOr(rowsPerSecond) };
  return {
    benign: numberOr(benign),
    malicious: numberOr(malicious),
    trafficRows: numberOr(traffic),
    falsePositivesByCategory: categoryCounts(falsePositives, categories),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
