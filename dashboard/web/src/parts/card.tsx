import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Failure } from '../api.js';
import { pictureOf, save } from '../picture.js';
import { Notice } from './notice.js';
import { Swatch, type Look } from './swatch.js';

interface Props {
  readonly id: string;
  readonly title: string;
  /** What the card is about, for the image: hotel, year and so on. */
  readonly about: string;
  readonly legend: readonly (readonly [Look, string])[];
  /** The address of the same numbers as CSV. */
  readonly csv: string;
  /** What is in it, if that is more than the chart has. */
  readonly csvOf?: string;
  /** The table with the same numbers. */
  readonly table: () => ComponentChildren;
  /** What is chosen for this card alone. */
  readonly choices?: ComponentChildren;
  /** Whether other numbers are on their way. */
  readonly isBusy: boolean;
  readonly failure?: Failure | undefined;
  readonly retry: () => void;
  /** The chart; undefined while there are no numbers yet. */
  readonly children: ComponentChildren;
}

/** A chart with its title, its legend, the table behind it, and its downloads. */
export const Card = ({
  id,
  title,
  about,
  legend,
  csv,
  csvOf,
  table,
  choices,
  isBusy,
  failure,
  retry,
  children,
}: Props) => {
  const figure = useRef<HTMLElement>(null);
  const [isTable, setTable] = useState(false);
  const [problem, setProblem] = useState<string>();
  const savePicture = async () => {
    if (!figure.current) return;
    try {
      save(
        await pictureOf(figure.current, `${title} · ${about}`),
        `${`${about} ${title}`.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLowerCase()}.png`,
      );
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The image could not be made.');
    }
  };
  const has = children !== undefined;
  return (
    <section class="card" aria-labelledby={`${id}-title`} id={id}>
      <header>
        <h2 id={`${id}-title`} tabIndex={-1}>
          {title}
        </h2>
        {choices}
        <div class="tools">
          <button
            type="button"
            aria-label={`Table: ${title}`}
            aria-expanded={isTable}
            aria-controls={`${id}-table`}
            onClick={() => {
              setTable(!isTable);
            }}
          >
            Table
          </button>
          <a class="button" href={csv} download aria-label={`CSV: ${csvOf ?? title}`}>
            CSV
          </a>
          <button
            type="button"
            aria-label={`PNG: ${title}`}
            disabled={!has || isBusy}
            onClick={() => void savePicture()}
          >
            PNG
          </button>
        </div>
      </header>
      {problem !== undefined && <Notice kind="error">{problem}</Notice>}
      {failure && has && failure.status !== 0 && (
        <Notice kind="warning" retry={retry}>
          These are older numbers. {failure.detail} Trying again…
        </Notice>
      )}
      {failure && !has ? (
        <Notice kind="error" retry={retry}>
          {failure.detail}
        </Notice>
      ) : (
        <figure ref={figure} aria-busy={isBusy} inert={isBusy}>
          <ul class="legend">
            {legend.map(([look, text]) => (
              <li key={text}>
                <Swatch look={look} id={`${id}-${look.replaceAll(' ', '-')}`} />
                {text}
              </li>
            ))}
          </ul>
          {children}
        </figure>
      )}
      <div
        id={`${id}-table`}
        hidden={!isTable}
        class="scroll"
        role="region"
        aria-label={`Table: ${title}`}
        tabIndex={isTable ? 0 : -1}
      >
        {isTable && has && table()}
      </div>
    </section>
  );
};
