import type { AugmentationAccount, MethodCounts } from '../../augmentation-account.ts';
import { percent, thousands } from '../numbers.ts';
import { gridOf, placeOf } from './axis.ts';
import type { Axis } from './axis.ts';
import { element, label, picture } from './svg.ts';

/** Bars by method: what was kept, and what was not, by reason. SVG; empty where no method made anything. */
export function keptPlot({ methods }: Pick<AugmentationAccount, 'methods'>): string {
  const rows = Object.entries(methods)
    .map(([method, counts]) => ({ method, parts: partsOf(counts) }))
    .filter(({ parts }) => sum(parts) > 0)
    .sort((a, b) => sum(b.parts) - sum(a.parts) || (a.method < b.method ? -1 : 1));
  if (rows.length === 0) return '';
  const names = namesOf(rows.map(({ parts }) => parts));
  const axis: Axis = { end: Math.max(...rows.map(({ parts }) => sum(parts))), left: 160, right: 610 };
  const bottom = TOP + rows.length * ROW;
  const legend = legendOf(names, bottom + 44);
  const title = 'Variations kept, and why others were not';
  return picture(
    title,
    { width: WIDTH, height: legend.bottom + 12 },
    label(title, { x: 16, y: 26, 'font-size': 15, 'font-weight': 600 }),
    gridOf(axis, TOP, bottom, (value) => thousands(value)),
    ...rows.map(({ method, parts }, row) => barOf(method, parts, names, axis, TOP + row * ROW)),
    legend.drawn,
  );
}

const WIDTH = 760;
const TOP = 44;
const ROW = 30;
const BAR = 20;
const KEPT = 'kept';
const OTHERS = 'other reasons';
/** Told apart by people who see few colours too. Source: Paul Tol, "Colour Schemes" (2021), bright and light. */
const COLOURS = ['#4477aa', '#ee6677', '#ccbb44', '#66ccee', '#aa3377', '#228833', '#ee8866', '#bbbbbb'] as const;

type Parts = ReadonlyMap<string, number>;

function partsOf({ kept, dropped, failed = {} }: MethodCounts): Parts {
  return new Map([[KEPT, kept], ...Object.entries(dropped), ...Object.entries(failed).map(([reason, count]) => [`not made: ${reason}`, count] as const)]);
}

function sum(parts: Parts): number {
  return [...parts.values()].reduce((total, count) => total + count, 0);
}

/** What has a colour of its own, in the order in which it is stacked: kept first, then the commonest reasons. */
function namesOf(rows: readonly Parts[]): string[] {
  const totals = new Map<string, number>();
  for (const parts of rows) for (const [name, count] of parts) if (name !== KEPT && count > 0) totals.set(name, (totals.get(name) ?? 0) + count);
  const reasons = [...totals].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).map(([name]) => name);
  const room = COLOURS.length - 1;
  return [KEPT, ...(reasons.length <= room ? reasons : [...reasons.slice(0, room - 1), OTHERS])];
}

function barOf(method: string, parts: Parts, names: readonly string[], axis: Axis, top: number): string {
  let before = 0;
  const drawn = names.map((name, index) => {
    const count = name === OTHERS ? sum(new Map([...parts].filter(([reason]) => !names.includes(reason)))) : (parts.get(name) ?? 0);
    const [from, to] = [placeOf(axis, before), placeOf(axis, before + count)];
    before += count;
    return count === 0 ? '' : element('rect', { x: from, y: top + (ROW - BAR) / 2, width: to - from, height: BAR, fill: COLOURS[index]! });
  });
  const middle = top + ROW / 2 + 4;
  const kept = parts.get(KEPT) ?? 0;
  return (
    label(method, { x: axis.left - 10, y: middle, 'text-anchor': 'end' }) +
    drawn.join('') +
    label(`${thousands(kept)} kept (${percent(kept / sum(parts), 0)})`, { x: placeOf(axis, sum(parts)) + 8, y: middle, 'font-size': 11 })
  );
}

/** Names by their colours, on as many lines as they need. */
function legendOf(names: readonly string[], top: number): { readonly drawn: string; readonly bottom: number } {
  let [x, y] = [16, top];
  const drawn = names.map((name, index) => {
    // No font to measure with: letters of this size are seldom wider.
    const width = 20 + name.length * 6.8 + 16;
    if (x + width > WIDTH) [x, y] = [16, y + 20];
    const entry = element('rect', { x, y: y - 10, width: 12, height: 12, fill: COLOURS[index]! }) + label(name, { x: x + 18, y, 'font-size': 11 });
    x += width;
    return entry;
  });
  return { drawn: drawn.join(''), bottom: y };
}
