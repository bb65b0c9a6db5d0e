import type { AugmentationAccount } from '../../augmentation-account.ts';
import type { Label } from '../../row.ts';
import type { MeasuredShare } from '../../statistics/measured-share.ts';
import { percent, thousands } from '../numbers.ts';
import { gridOf, placeOf } from './axis.ts';
import type { Axis } from './axis.ts';
import { element, INK, label, picture } from './svg.ts';

/** Shares of each method's variations that the champion gets wrong, with their 95 % intervals, and of their sources. SVG; empty where none was scored. */
export function fooledPlot({ methods, originals }: Pick<AugmentationAccount, 'methods' | 'originals'>): string {
  const panels = PANELS.map(({ label: of, heading }) => {
    const rows = Object.keys(methods).sort().flatMap((method) => rowOf(method, methods[method]!.fooled[of]));
    return { heading, rows: rows.length === 0 ? [] : [...rows, ...rowOf('their sources', originals.fooled[of])] };
  }).filter(({ rows }) => rows.length > 0);
  if (panels.length === 0) return '';
  const drawn: string[] = [];
  let y = 34;
  for (const { heading, rows } of panels) {
    const top = y + 30;
    const bottom = top + rows.length * ROW;
    drawn.push(label(heading, { x: 16, y: y + 18, 'font-weight': 600 }), gridOf(AXIS, top, bottom, (value) => percent(value, 0)), ...rows.map((row, index) => markOf(row, top + (index + 0.5) * ROW)));
    y = bottom + 24;
  }
  const title = 'What the champion still gets wrong';
  return picture(title, { width: 760, height: y + 4 }, label(title, { x: 16, y: 26, 'font-size': 15, 'font-weight': 600 }), ...drawn);
}

const PANELS: readonly { readonly label: Label; readonly heading: string }[] = [
  { label: 'benign', heading: 'Benign: share it flags' },
  { label: 'malicious', heading: 'Attacks: share it misses' },
];
const AXIS: Axis = { end: 1, left: 160, right: 560 };
const ROW = 24;
const COLOUR = '#4477aa';

interface Row {
  readonly name: string;
  readonly share: MeasuredShare;
}

function rowOf(name: string, share: MeasuredShare | undefined): Row[] {
  return share && share.n > 0 ? [{ name, share }] : [];
}

/** A point on its interval; hollow for the sources, which are no method. */
function markOf({ name, share: { count, n, rate, low, high } }: Row, y: number): string {
  const isSources = name === 'their sources';
  return [
    label(name, { x: AXIS.left - 10, y: y + 4, 'text-anchor': 'end', ...(isSources && { 'font-style': 'italic' }) }),
    element('line', { x1: placeOf(AXIS, low), x2: placeOf(AXIS, high), y1: y, y2: y, stroke: isSources ? INK : COLOUR, 'stroke-width': 2 }),
    element('circle', { cx: placeOf(AXIS, rate), cy: y, r: 4.5, stroke: isSources ? INK : COLOUR, 'stroke-width': 1.5, fill: isSources ? '#ffffff' : COLOUR }),
    label(`${percent(rate)} (${thousands(count)} of ${thousands(n)})`, { x: AXIS.right + 14, y: y + 4, 'font-size': 11 }),
  ].join('');
}
