import { useRef, useState } from 'preact/hooks';

/** By how many items a key moves on. */
export type Steps = Readonly<Record<string, number>>;

interface Options {
  /** The item that the Tab key comes to first, from 0. */
  readonly start?: number;
  /** Keys beside the arrows to the left and right. */
  readonly steps?: Steps;
}

interface Roving<Item> {
  /** The place of the item under the pointer or with the focus; undefined for none. */
  readonly current: number | undefined;
  /** That item. */
  readonly pointed: Item | undefined;
  /** The properties of an item's element. */
  readonly item: (index: number) => {
    readonly role: 'button';
    readonly tabindex: number;
    readonly 'data-index': number;
    readonly onClick: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
  };
}

const moved = (key: string, index: number, count: number, steps: Steps): number | undefined => {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = { ArrowLeft: -1, ArrowRight: 1, ...steps }[key];
  return step === undefined ? undefined : Math.min(Math.max(index + step, 0), count - 1);
};

/**
 * Makes the items of a chart one stop of the Tab key, among which arrow keys, Home and End move (the roving tabindex of the
 * ARIA Authoring Practices); Enter, the space bar or a click opens one.
 */
export const useRoving = <Item>(
  items: readonly Item[],
  open: (item: Item) => void,
  { start = 0, steps = {} }: Options = {},
): Roving<Item> => {
  const [focusable, setFocusable] = useState(start);
  const [focused, setFocused] = useState<number>();
  const [hovered, setHovered] = useState<number>();
  const opening = useRef<(index: number) => void>(() => undefined);
  opening.current = (index) => {
    const chosen = items[index];
    if (chosen !== undefined) open(chosen);
  };
  const stop = Math.min(focusable, items.length - 1);
  const current = hovered ?? focused;
  return {
    current,
    pointed: current === undefined ? undefined : items[current],
    item: (index) => ({
      role: 'button',
      // In SVG, names of attributes keep their case.
      tabindex: index === stop ? 0 : -1,
      'data-index': index,
      onClick: () => {
        opening.current(index);
      },
      onKeyDown: (event) => {
        const { key, currentTarget } = event;
        if (key === 'Enter' || key === ' ') opening.current(index);
        else {
          const next = moved(key, index, items.length, steps);
          if (next === undefined) return;
          const chart = (currentTarget as SVGElement).ownerSVGElement;
          chart?.querySelector<SVGElement>(`[data-index="${String(next)}"]`)?.focus();
        }
        event.preventDefault();
      },
      onFocus: () => {
        setFocusable(index);
        setFocused(index);
      },
      onBlur: () => {
        setFocused(undefined);
      },
      onPointerEnter: () => {
        setHovered(index);
      },
      onPointerLeave: () => {
        setHovered(undefined);
      },
    }),
  };
};
