import type { Page } from 'playwright';

/** An element that a person sees: what it is and says, where it lies in pixels, and its colours and type. */
export interface SeenElement {
  /** Role or tag and name, as `button Run`. */
  readonly what: string;
  readonly box: readonly [x: number, y: number, width: number, height: number];
  /** Text colour, background, size and weight of the type. */
  readonly look: string;
}

/** What is seen of the page now, in the document's order. What differs from run to run, rates and times, is left out. */
export function seenElements(page: Page): Promise<SeenElement[]> {
  return page.evaluate(() => {
    const kinds = [
      ...['section[aria-label]', 'nav', 'header', 'h1', 'h2', 'h3', 'label', 'button', 'input', 'select', 'textarea'],
      ...['th', 'td', '[role]', '.react-flow__node'],
    ].join(', ');
    /** Figures that pass, what the libraries draw, and lists that grow with what the program brings. */
    const passing = 'header .tabular-nums, footer, svg, .react-flow__edges, [role=option], [cmdk-group]';
    const palette = document.querySelector('section[aria-label=Palette]');
    const nameOf = (element: Element): string => {
      const label = element.getAttribute('aria-label') ?? element.querySelector(':scope > img')?.getAttribute('alt');
      const own = element.matches('section, nav, header, [role=dialog], [role=toolbar], [role=group]');
      return label ?? (own ? '' : ((element as HTMLElement).innerText ?? '').trim().split('\n')[0]!.slice(0, 60));
    };
    return [...document.body.querySelectorAll(kinds)].flatMap((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const isOut = width < 2 || height < 2 || x >= innerWidth || y >= innerHeight || x + width <= 0 || y + height <= 0;
      const style = getComputedStyle(element);
      const isListed = palette?.contains(element) && (element.matches('[draggable]') || element.closest('[data-row]'));
      if (isOut || isListed || style.visibility === 'hidden' || element.closest(passing)) return [];
      const color = (value: string): string => (/^rgba?\(/.test(value) ? value.replaceAll(' ', '') : 'mixed');
      const kind = element.getAttribute('role') ?? element.tagName.toLowerCase();
      return [
        {
          what: `${kind} ${nameOf(element)}`.trim(),
          box: [x, y, width, height].map(Math.round) as [number, number, number, number],
          look: [color(style.color), color(style.backgroundColor), style.fontSize, style.fontWeight].join(' '),
        },
      ];
    });
  });
}

/** Columns and rows of the coarse picture. */
const [columns, rows] = [40, 25];

/** The page as a picture of a thousand tiles: red, green and blue of each, from 0 to 255. */
export async function coarsePicture(page: Page, blank: Page): Promise<number[]> {
  const picture = (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64');
  return blank.evaluate(
    async ([source, across, down]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext('2d', { willReadFrequently: true })!;
      pen.drawImage(image, 0, 0);
      const tiles: number[] = [];
      for (let row = 0; row < down; row++)
        for (let column = 0; column < across; column++) {
          const [left, top] = [(column * image.width) / across, (row * image.height) / down].map(Math.floor);
          const [width, height] = [image.width / across, image.height / down].map(Math.floor);
          const { data } = pen.getImageData(left!, top!, width!, height!);
          const sums = [0, 0, 0];
          for (let at = 0; at < data.length; at += 4)
            for (const channel of [0, 1, 2]) sums[channel]! += data[at + channel]!;
          tiles.push(...sums.map((sum) => Math.round(sum / (data.length / 4))));
        }
      return tiles;
    },
    [picture, columns, rows] as const,
  );
}
