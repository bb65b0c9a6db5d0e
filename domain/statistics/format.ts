/** A number with at most `decimals` decimals and no trailing zeros. */
export type Format = (value: number, decimals: number) => string;

/** 0.00992 -> '0.99 %'. */
export const percent: Format = (value, decimals) => `${plain(100 * value, decimals)} %`;

/** 0.97534 -> '0.98'. */
export const plain: Format = (value, decimals) => String(Number(value.toFixed(decimals)));

/** A value with two decimals, or as many as it takes to tell it from what it is compared with. */
export function apartFrom(other: number, value: number, format: Format): string {
  let decimals = 2;
  while (value !== other && decimals < 12 && format(value, decimals) === format(other, decimals)) decimals++;
  return format(value, decimals);
}
