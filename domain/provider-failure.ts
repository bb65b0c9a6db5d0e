import { HoneError } from './errors.ts';
import type { ErrorCode } from './errors.ts';

/** A provider did not answer, or refuses. `lost`: attempts whose answer did not arrive; the provider may bill them. */
export class ProviderFailure extends HoneError {
  readonly lost: number;

  constructor(code: Extract<ErrorCode, 'HONE_PROVIDER_UNAVAILABLE' | 'HONE_PROVIDER_REFUSED'>, message: string, lost: number) {
    super(code, message);
    this.lost = lost;
  }
}
