import type { MeasuredShare } from '../../statistics/measured-share.ts';
import type { FamilyChange, StressReport } from '../../stress/stress-report.ts';
import { groupBy } from '../../group-by.ts';
import { percent } from '../numbers.ts';
import { element, FAINT, label, picture } from './svg.ts';

/** Recall of both models by family and severity, with 95 % intervals, a small panel for each family. SVG; empty where nothing was disguised. */
export function stressPlot({ families, severities }: Pick<StressReport, 'families' | 'severities'>): string {
  const panels = [...groupBy(families, ({ change }) => change)];
  if (panels.length === 0) return '';
  const rows = Math.ceil(panels.length / COLUMNS);
  const title = 'Attacks caught, by disguise and severity';
  return picture(
    title,
    { width: WIDTH, height: TOP + rows * PANEL.height + 16 },
    label(title, { x: 16, y: 26, 'font-size': 15, 'font-weight': 600 }),
    ...MODELS.map(({ who, colour }, index) => {
      const x = WIDTH - 230 + index * 110;
      return element('line', { x1: x, x2: x + 18, y1: 22, y2: 22, stroke: colour, 'stroke-width': 2 }) + element('circle', { cx: x + 9, cy: 22, r: 3.5, fill: colour }) + label(who, { x: x + 26, y: 26 });
    }),
    ...panels.map(([name, changes], index) => panelOf(name, changes, severities, 16 + (index % COLUMNS) * PANEL.width, TOP + Math.floor(index / COLUMNS) * PANEL.height)),
  );
}

const COLUMNS = 4;
const PANEL = { width: 186, height: 158 };
const WIDTH = 32 + COLUMNS * PANEL.width;
const TOP = 48;
/** Inside a panel: where the axes are. */
const PLOT = { left: 38, right: 170, top: 24, bottom: 118 };
const MODELS = [{ who: 'champion', colour: '#ee6677', aside: -3 }, { who: 'challenger', colour: '#4477aa', aside: 3 }] as const;

interface Point {
  readonly name: string;
  readonly share: MeasuredShare;
}

function panelOf(name: string, changes: readonly FamilyChange[], severities: readonly number[], x: number, y: number): string {
  const step = (PLOT.right - PLOT.left) / Math.max(1, severities.length);
  const place = (index: number): number => x + PLOT.left + index * step;
  const height = (value: number): number => y + PLOT.bottom - (PLOT.bottom - PLOT.top) * value;
  const grid = [0, 0.5, 1].map((value) => element('line', { x1: x + PLOT.left - 6, x2: x + PLOT.right + 6, y1: height(value), y2: height(value), stroke: FAINT }) + label(percent(value, 0), { x: x + PLOT.left - 10, y: height(value) + 4, 'text-anchor': 'end', 'font-size': 10 }));
  const names = ['clean', ...severities.map(String)].map((each, index) => label(each, { x: place(index), y: y + PLOT.bottom + 15, 'text-anchor': 'middle', 'font-size': 10 }));
  const lines = MODELS.map(({ who, colour, aside }) => lineOf(pointsOf(changes, who), colour, (index) => place(index) + aside, height));
  return label(`${name} (n = ${changes[0]!.n})`, { x: x + PLOT.left - 6, y: y + 14, 'font-weight': 600, 'font-size': 11 }) + [...grid, ...names, ...lines].join('');
}

function pointsOf(changes: readonly FamilyChange[], who: 'champion' | 'challenger'): Point[] {
  return [{ name: 'clean', share: changes[0]![who].clean }, ...changes.map((change) => ({ name: String(change.severity), share: change[who].changed }))];
}

function lineOf(points: readonly Point[], colour: string, place: (index: number) => number, height: (value: number) => number): string {
  const path = points.map(({ share }, index) => `${place(index).toFixed(2)},${height(share.rate).toFixed(2)}`).join(' ');
  const marks = points.map(({ share: { rate, low, high } }, index) =>
    element('line', { x1: place(index), x2: place(index), y1: height(low), y2: height(high), stroke: colour, 'stroke-width': 1.5, opacity: 0.6 }) + element('circle', { cx: place(index), cy: height(rate), r: 3, fill: colour }),
  );
  return element('polyline', { points: path, fill: 'none', stroke: colour, 'stroke-width': 1.5 }) + marks.join('');
}
