/** A number with a comma between thousands: `90566` becomes `90,566`. Written by hand so that no locale decides it. */
export function thousands(value: number, decimals = 0): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? '-' : '';
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`);
}

/** A fraction as a percentage: `0.61705` becomes `61.7 %`. */
export function percent(fraction: number, decimals = 1): string {
  return `${thousands(fraction * 100, decimals)} %`;
}

/**
 * A rate with two decimals, or three where it lies within 0.1 points of the limit it is compared with: `1.68 %`, but
 * `1.045 %` beside a limit of 1 %.
 */
export function rateBeside(rate: number, limit: number): string {
  return percent(rate, rate !== limit && Math.abs(rate - limit) < 0.001 ? 3 : 2);
}

/** A rate that somebody stated: with two decimals, or as many as they wrote. */
export function statedRate(rate: number): string {
  const [, decimals = ''] = String(Number((rate * 100).toPrecision(6))).split('.');
  return percent(rate, Math.max(2, decimals.length));
}

/** A limit with as many decimals as it needs: `1 %`, `0.5 %`. */
export function limitPercent(limit: number): string {
  return `${Number((limit * 100).toPrecision(6))} %`;
}

/** An amount of money, shortened: `$243.0 M`, `$243 K`, `$850`. `currency` is an ISO 4217 code. */
export function money(amount: number, currency: string): string {
  const symbol = SYMBOLS.get(currency) ?? `${currency} `;
  const size = Math.abs(amount);
  const sign = amount <= -0.5 ? '-' : '';
  if (size >= 999_500_000) return `${sign}${symbol}${thousands(size / 1e9, 1)} B`;
  if (size >= 999_500) return `${sign}${symbol}${thousands(size / 1e6, 1)} M`;
  return size >= 10_000 ? `${sign}${symbol}${thousands(size / 1e3)} K` : `${sign}${symbol}${thousands(size)}`;
}

/** A small price, with its cents below a thousand: `$1.26`, `under $0.01`; above as `money`. */
export function price(amount: number, currency: string): string {
  const symbol = SYMBOLS.get(currency) ?? `${currency} `;
  if (amount > 0 && amount < 0.01) return `under ${symbol}0.01`;
  return amount < 1000 ? `${symbol}${thousands(amount, 2)}` : money(amount, currency);
}

/** A p-value: `0.042`, below a thousandth `1.2e-90`. */
export function pValue(p: number): string {
  if (p === 0) return 'below 1e-300';
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}

/** A duration in the unit a person would use: `45 s`, `12 min`, `7.8 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${thousands(seconds)} s`;
  return seconds < 5400 ? `${thousands(seconds / 60)} min` : `${thousands(seconds / 3600, 1)} h`;
}

const SYMBOLS: ReadonlyMap<string, string> = new Map([['USD', '$'], ['EUR', '€'], ['GBP', '£'], ['JPY', '¥']]);
