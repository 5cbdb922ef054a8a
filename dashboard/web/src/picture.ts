/** What of its style an element of a chart needs where there are no style sheets, as in an image. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'visibility',
];

/** How many pixels of the image there are for one of the page. */
const SCALE = 2;
const SPACE = 24;
const LINE = 26;

const loadSvg = async (svg: SVGSVGElement): Promise<HTMLImageElement> => {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const name of STYLES) {
      // The reference to a pattern is an attribute already; the computed one names the page, too.
      const value = style.getPropertyValue(name);
      if (!value.startsWith('url(')) copies[index]?.setAttribute(name, value);
    }
    copies[index]?.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
};

interface Legend {
  readonly swatch: HTMLImageElement | undefined;
  readonly text: string;
}

const loadLegend = (figure: Element): Promise<Legend[]> =>
  Promise.all(
    [...figure.querySelectorAll('.legend li')].map(async (entry) => {
      const swatch = entry.querySelector('svg');
      return { swatch: swatch ? await loadSvg(swatch) : undefined, text: entry.textContent.trim() };
    }),
  );

interface Placed extends Legend {
  readonly left: number;
  readonly row: number;
}

/** Puts the entries of a legend side by side, in as many rows as they need. */
const place = (context: CanvasRenderingContext2D, legend: readonly Legend[], width: number): Placed[] => {
  let [left, row] = [SPACE, 0];
  return legend.map((entry) => {
    const needed = (entry.swatch?.width ?? 0) + 6 + context.measureText(entry.text).width + 18;
    if (left > SPACE && left + needed > SPACE + width) [left, row] = [SPACE, row + 1];
    const placed = { ...entry, left, row };
    left += needed;
    return placed;
  });
};

const draw = (
  context: CanvasRenderingContext2D,
  chart: HTMLImageElement,
  legend: readonly Placed[],
  { title, ink, paper, font }: Record<'title' | 'ink' | 'paper' | 'font', string>,
): void => {
  const { canvas } = context;
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  context.fillStyle = ink;
  context.textBaseline = 'middle';
  context.font = `600 15px ${font}`;
  context.fillText(title, SPACE, SPACE + LINE / 2, chart.width);
  context.font = `12px ${font}`;
  for (const { swatch, text, left, row } of legend) {
    const top = SPACE + LINE * (row + 1.5);
    if (swatch) context.drawImage(swatch, left, top - swatch.height / 2);
    context.fillText(text, left + (swatch?.width ?? 0) + 6, top);
  }
  context.drawImage(chart, SPACE, canvas.height / SCALE - chart.height - SPACE);
};

/**
 * The chart of a figure, with its title and legend, as a PNG image in the colours that it has on the page.
 *
 * @param figure - an element with the chart in `.chart svg` and the legend in `.legend li`
 * @throws Error when the browser can't make an image
 */
export const pictureOf = async (figure: Element, title: string): Promise<Blob> => {
  const svg = figure.querySelector<SVGSVGElement>('.chart svg');
  if (!svg) throw new Error('There is no chart to save.');
  const [chart, legend] = await Promise.all([loadSvg(svg), loadLegend(figure)]);
  const style = getComputedStyle(figure);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no images.');
  context.font = `12px ${style.fontFamily}`;
  const placed = place(context, legend, chart.width);
  canvas.width = (chart.width + 2 * SPACE) * SCALE;
  canvas.height = (chart.height + 2 * SPACE + LINE * ((placed.at(-1)?.row ?? 0) + 2) + 6) * SCALE;
  draw(context, chart, placed, { title, ink: style.color, paper: style.backgroundColor, font: style.fontFamily });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The image could not be made.'));
    }, 'image/png');
  });
};

/** Hands a file to the reader, as if it had been downloaded. */
export const save = (blob: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own reference by then.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
};
