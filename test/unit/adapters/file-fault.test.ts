import { expect, test } from '@jest/globals';
import { fileFault } from '../../../adapters/file-fault.ts';
import { HoneError } from '../../../domain/errors.ts';

test.each([
  ['ENOSPC', 'HONE_NO_SPACE'],
  ['EDQUOT', 'HONE_NO_SPACE'],
  ['ENOENT', 'HONE_NOT_FOUND'],
  ['EACCES', 'HONE_STORE_UNAVAILABLE'],
  ['EIO', 'HONE_STORE_UNAVAILABLE'],
] as const)('%s becomes %s, with key, verb and cause', (errno, code) => {
  const cause = Object.assign(new Error(`${errno}: it did not work`), { code: errno });
  const fault = fileFault(cause, 'write', 'a/b');
  expect(fault).toMatchObject({ code, cause, message: `The store could not write a/b: ${errno}: it did not work.` });
});

test('what is already an error of the table passes through', () => {
  const error = new HoneError('HONE_CONFLICT', 'x');
  expect(fileFault(error, 'write', 'k')).toBe(error);
});
