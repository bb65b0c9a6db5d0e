import { expect, test } from '@jest/globals';
import { rateLimits } from '../../../../adapters/providers/rate-limits.ts';

const NOW = Date.parse('2026-11-26T04:00:00Z');

function limits(headers: Readonly<Record<string, string>>) {
  return rateLimits(new Headers(headers), NOW);
}

test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Thu, 26 Nov 2026 04:00:07 GMT' }, 7000],
  [{ 'retry-after': 'Thu, 26 Nov 2026 03:00:00 GMT' }, 0],
  [{ 'retry-after-ms': '120', 'retry-after': '1' }, 120],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('%j asks to wait %s ms', (headers, ms) => {
  expect(limits(headers).retryAfterMs).toBe(ms);
});

test.each([
  ['1s', 1000],
  ['20ms', 20],
  ['6m0s', 360_000],
  ['1h2m3.5s', 3_723_500],
  ['1d', 86_400_000],
  ['12', 12_000],
])('a reset in %s is %d ms from now', (reset, resetMs) => {
  expect(limits({ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': reset })).toEqual({ requests: { remaining: 3, resetMs } });
});

test('requests and tokens stand apart, and half of a pair says nothing', () => {
  expect(limits({ 'x-ratelimit-remaining-tokens': '149984', 'x-ratelimit-reset-tokens': '6ms', 'x-ratelimit-remaining-requests': '5' })).toEqual({ tokens: { remaining: 149_984, resetMs: 6 } });
});

test.each(['1764129600', '1764129600000', 'tomorrow', '-1s', '1s later'])('a reset %j is no duration', (reset) => {
  expect(limits({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset })).toEqual({});
});
