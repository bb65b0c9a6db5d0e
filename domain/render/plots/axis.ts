import { element, FAINT, label } from './svg.ts';

/** A horizontal axis from 0 to `end`, drawn between two places. */
export interface Axis {
  readonly end: number;
  readonly left: number;
  readonly right: number;
}

/** Where a value lies, in pixels. */
export function placeOf({ end, left, right }: Axis, value: number): number {
  return left + ((right - left) * value) / end;
}

/** Lines down from `top` to `bottom` at round values, with their names below. */
export function gridOf(axis: Axis, top: number, bottom: number, nameOf: (value: number) => string): string {
  const step = roundStep(axis.end / 5);
  const values = Array.from({ length: Math.floor(axis.end / step + 1e-9) + 1 }, (_, index) => index * step);
  const mark = (value: number): string => {
    const x = placeOf(axis, value);
    return element('line', { x1: x, x2: x, y1: top, y2: bottom, stroke: FAINT }) + label(nameOf(value), { x, y: bottom + 15, 'text-anchor': 'middle', 'font-size': 11 });
  };
  return values.map(mark).join('');
}

/** The smallest of 1, 2, 5, 10, 20, … that is not under `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}
