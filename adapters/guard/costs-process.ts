import { HoneError } from '../../domain/errors.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { CostOptions, PackageCosts } from '../../domain/ports/guard.ts';
import { packageCosts } from './package-costs.ts';

export type CostReply = { readonly ok: true; readonly costs: PackageCosts } | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** One question over the channel of `measure-costs.ts`, one answer, and the end. */
async function replyTo({ directory, options }: { readonly directory: string; readonly options: CostOptions }): Promise<CostReply> {
  try {
    return { ok: true, costs: await packageCosts(directory, options) };
  } catch (error) {
    const code = error instanceof HoneError ? error.code : 'HONE_INTERNAL';
    return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
  }
}

process.once('disconnect', () => process.exit());
process.once('message', (asked: { readonly directory: string; readonly options: CostOptions }) => {
  void replyTo(asked).then((reply) => process.send?.(reply, () => process.disconnect()));
});
