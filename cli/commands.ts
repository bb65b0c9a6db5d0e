import { ablate } from './ablate.ts';
import { abort } from './abort.ts';
import { approve, reject } from './approve.ts';
import { artifact } from './artifact.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { events } from './events.ts';
import { falsePositives } from './false-positives.ts';
import { keys } from './keys.ts';
import { list } from './list.ts';
import { loso } from './loso.ts';
import { models } from './models.ts';
import { move } from './move.ts';
import { pause, unpause } from './pause.ts';
import { plan } from './plan.ts';
import { profiles } from './profiles.ts';
import { providers } from './providers.ts';
import { report } from './report.ts';
import { reset } from './reset.ts';
import { retry, skip } from './resolve.ts';
import { review } from './review.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { score } from './score.ts';
import { status } from './status.ts';
import { up } from './up.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';
import type { CommandGroups } from './program.ts';

/** Every command, under the headings of the help. */
export const COMMANDS: CommandGroups = {
  'Start:': [up, run, demo, plan, ablate, loso, profiles],
  'Watch:': [list, status, watch, events],
  'Answer:': [retry, skip, approve, reject, abort, review, pause, unpause, move, reset],
  'Results:': [report, verify, artifact, score, models, rollback],
  'Administration:': [falsePositives, keys, providers, doctor],
};
