/** Attributes of an SVG element; numbers are written with at most two decimals. */
export type Attributes = Readonly<Record<string, string | number>>;

/** An SVG element with what is in it, which is markup already. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === 'number' ? Number(value.toFixed(2)) : escapeXml(value)}"`);
  return content.length === 0 ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content.join('')}</${name}>`;
}

/** A line of text, its baseline at `y`, with a white rim that keeps grid lines off it. */
export function label(text: string, attributes: Attributes & { readonly x: number; readonly y: number }): string {
  return element('text', { ...attributes, stroke: '#ffffff', 'stroke-width': 3, 'paint-order': 'stroke' }, escapeXml(text));
}

/** A whole picture on white, so that it can be read on any page; `title` is what readers of the page hear. Equal content gives equal bytes. */
export function picture(title: string, { width, height }: { readonly width: number; readonly height: number }, ...content: readonly string[]): string {
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'font-family': 'system-ui, "DejaVu Sans", sans-serif', 'font-size': 12, fill: INK };
  return `${element('svg', attributes, element('title', {}, escapeXml(title)), element('rect', { width, height, fill: '#ffffff' }), ...content)}\n`;
}

export const INK = '#222222';
export const FAINT = '#dddddd';

function escapeXml(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
