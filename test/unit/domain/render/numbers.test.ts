import { expect, test } from '@jest/globals';
import { escapeMarkdown } from '../../../../domain/render/escape-markdown.ts';
import { duration, limitPercent, money, percent, price, pValue, rateBeside, statedRate, thousands } from '../../../../domain/render/numbers.ts';

test.each([[0, '0'], [999, '999'], [1000, '1,000'], [90_566, '90,566'], [12_150_850, '12,150,850'], [-4179, '-4,179'], [-0.2, '0']])('%d is %s', (value, text) => expect(thousands(value)).toBe(text));

test('decimals follow the thousands', () => expect(thousands(1234.5678, 2)).toBe('1,234.57'));

test.each([[243_017_000, '$243.0 M'], [243_017, '$243 K'], [850, '$850'], [9_999, '$9,999'], [999_600, '$1.0 M'], [1_250_000_000, '$1.3 B'], [-243_017, '-$243 K']])('$%d is %s', (amount, text) =>
  expect(money(amount, 'USD')).toBe(text));

test('a currency without a sign is written out', () => expect(money(20, 'CHF')).toBe('CHF 20'));

test.each([[0, '$0.00'], [1.2608, '$1.26'], [0.004, 'under $0.01'], [999.5, '$999.50'], [1500, '$1,500'], [24_300, '$24 K']])('a price of $%d is %s', (amount, text) => expect(price(amount, 'USD')).toBe(text));

test.each([[0.0106, '1.06 %'], [0.0085, '0.85 %'], [0.03, '3.00 %'], [0.01045, '1.045 %'], [0, '0.00 %']])('the stated rate %d is %s', (rate, text) => expect(statedRate(rate)).toBe(text));

test('a rate near its limit has a third decimal', () => {
  expect(rateBeside(0.01679, 0.01)).toBe('1.68 %');
  expect(rateBeside(0.01045, 0.01)).toBe('1.045 %');
  expect(rateBeside(0.01, 0.01)).toBe('1.00 %');
});

test('percentages and limits', () => {
  expect(percent(0.61705)).toBe('61.7 %');
  expect(limitPercent(0.01)).toBe('1 %');
  expect(limitPercent(0.005)).toBe('0.5 %');
});

test.each([[45, '45 s'], [720, '12 min'], [28_148, '7.8 h']])('%i s is %s', (seconds, text) => expect(duration(seconds)).toBe(text));

test('escaped Markdown starts nothing', () => {
  expect(escapeMarkdown('a|b *c* [d](e) `f` <g> & _h_')).toBe('a\\|b \\*c\\* \\[d\\](e) \\`f\\` &lt;g&gt; &amp; \\_h\\_');
  expect(escapeMarkdown('# a\n- b')).toBe('\\# a - b');
  expect(escapeMarkdown('1. a')).toBe('1\\. a');
  expect(escapeMarkdown('a\u202eb')).toBe('a b');
});

test.each([[1, '1.000'], [0.0421, '0.042'], [0.00099, '9.9e-4'], [1.2e-90, '1.2e-90'], [0, 'below 1e-300']])('the p-value %d is %s', (p, text) => expect(pValue(p)).toBe(text));
