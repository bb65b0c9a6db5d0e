import { duration, thousands } from '../render/numbers.ts';
import type { PlanInput } from './plan-input.ts';
import type { MethodPlan, StrategyPlan } from './plan.ts';

/** What happens on some days of the plan: working days of people; machine time is told apart, and only where it was measured. */
export interface ScheduledDays {
  readonly days: string;
  readonly stages: readonly string[];
  readonly work: string;
  readonly machineTime: string;
}

/** The plan by day: prepare and make the data, train, prove, release. Training that takes longer moves the days after it. */
export function schedule(chosen: StrategyPlan, methods: readonly MethodPlan[], { settings, hardNegativesAvailable = 0 }: PlanInput): ScheduledDays[] {
  const { seconds } = chosen.training;
  const [make, train, prove, release] = daysOf(seconds);
  return [
    { days: make, stages: ['generate', 'assemble'], work: `${prepare(chosen.strategy.hardNegatives - hardNegativesAvailable, methods)} Make ${dataOf(chosen)}; filter them and put the splits together.`, machineTime: 'not measured' },
    { days: train, stages: ['train', 'validate'], work: training(chosen), machineTime: seconds === undefined ? 'unknown until a speed is measured' : `at most ${duration(seconds)} at the measured speed` },
    { days: prove, stages: ['convert', 'certify', 'package'], work: `Convert to ${settings.convert.precision} ONNX, score the certification sets once with the file that ships, and read the certificate.`, machineTime: 'not measured' },
    { days: release, stages: ['promote'], work: `${RELEASE[settings.release.policy](settings.release.approvalTimeoutHours)} Watch the rate of blocked prompts; one command takes the champion before back.`, machineTime: 'none' },
  ];
}

/** What trains within the hour is proven on the first day; what takes longer has days of its own. */
function daysOf(seconds: number | undefined): readonly [make: string, train: string, prove: string, release: string] {
  if (seconds !== undefined && seconds < SECONDS_PER_HOUR) return ['1', '1', '1', '2'];
  const trained = 1 + Math.max(1, Math.ceil((seconds ?? 0) / SECONDS_PER_DAY));
  return ['1', trained === 2 ? '2' : `2–${trained}`, String(trained + 1), String(trained + 2)];
}

const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_DAY = 86_400;

function prepare(hardNegativesShort: number, methods: readonly MethodPlan[]): string {
  const missing = methods.filter((method) => !method.available && method.asked > 0).map(({ method }) => method);
  return [
    'Settle the findings.',
    ...(missing.length > 0 ? [`Set up ${missing.join(', ')}, or accept the rule that moves their share.`] : []),
    ...(hardNegativesShort > 0 ? [`Write ${thousands(hardNegativesShort)} hard negatives.`] : []),
  ].join(' ');
}

function dataOf({ variations, strategy: { maliciousAugmentations } }: StrategyPlan): string {
  const attacks = maliciousAugmentations > 0 ? ` and ${thousands(maliciousAugmentations)} malicious augmentations` : '';
  return `${thousands(variations)} variations${attacks}`;
}

function training({ training: { steps }, splits }: StrategyPlan): string {
  return `Train on ${thousands(splits.train)} rows, at most ${thousands(steps)} steps; then judge every gate on the tuning slice and the ${thousands(splits.test)} test rows.`;
}

const RELEASE: Readonly<Record<PlanInput['settings']['release']['policy'], (hours: number) => string>> = {
  manual: (hours) => `An approver reads the evidence and decides within ${hours} hours; then the champion alias moves.`,
  'auto-if-pass': () => 'The champion alias moves by itself if every blocking gate has passed.',
  never: () => 'Nothing is promoted: the policy is never.',
};
