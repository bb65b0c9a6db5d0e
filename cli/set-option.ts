import { Option } from 'commander';
import { mergePatch } from '../domain/merge-patch.ts';
import { parseSetPath } from '../domain/set-path.ts';

/** The repeatable option `--set path=value`. */
export function setOption(description: string): Option {
  return new Option('-s, --set <path=value>', `${description} (repeatable)`).argParser((value: string, before: string[] = []) => [...before, value]);
}

/** All `--set` options as one merge patch (RFC 7396); none is the empty patch. @throws HoneError HONE_INVALID_INPUT. */
export function patchOf(set: readonly string[] = []): object {
  return set.map(parseSetPath).reduce<object>((patch, change) => mergePatch(patch, change) as object, {});
}
