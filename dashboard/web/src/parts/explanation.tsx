import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { eventsQuery, eventsUrl, PAGE } from '../events-query.js';
import { formatCount, formatKey, formatNumberOf } from '../format.js';
import { ALL_NIGHTS, type Explained, type View } from '../view.js';

interface Props {
  readonly view: View;
  readonly explained: Explained;
  /** The number in words. */
  readonly words: readonly string[];
  readonly counts: { readonly bookings: number; readonly cancellations: number };
  /** The first moment of the pickup's window. */
  readonly since: string | undefined;
  readonly providerUrl: string | null;
  /** Shows the days of the month; undefined for a day. */
  readonly showDays: (() => void) | undefined;
  readonly close: () => void;
}

const Query = ({ name, count, url }: { name: string; count: number; url: string }) => {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setSaid('Copied.');
    } catch {
      setSaid('The browser does not allow it: select the text.');
    }
  };
  return (
    <li>
      <div class="query-name">
        <strong>{name}</strong>: {formatNumberOf(count, 'event')}
        {count > PAGE && `, in pages of ${formatCount(PAGE)}: the Link header leads to the next one`}
      </div>
      <p class="query">
        GET <code>{url}</code>
      </p>
      <div class="tools">
        <button type="button" aria-label={`Copy the query: ${name}`} onClick={() => void copy()}>
          Copy
        </button>
        {url.startsWith('http') && (
          <a
            class="button"
            href={url}
            target="_blank"
            rel="noreferrer"
            aria-label={`Open the query in a new tab: ${name}`}
          >
            Open
          </a>
        )}
        <span role="status">{said}</span>
      </div>
    </li>
  );
};

/** The events behind a number: the provider's queries that give exactly these, to copy or to open. */
export const Explanation = ({ view, explained, words, counts, since, providerUrl, showDays, close }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const isLeaving = useRef(false);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      // Closed by the address: the focus goes back to where it was, too.
      isLeaving.current = true;
      element?.close();
    };
  }, []);
  const name = explained.key === ALL_NIGHTS ? 'all nights' : formatKey(explained.key);
  const title = explained.of === 'pickup' ? `Pickup of ${name}` : name;
  const url = (status?: 1 | 2) => eventsUrl(eventsQuery(view, explained, since, status), providerUrl);
  const { bookings, cancellations } = counts;
  return (
    <dialog
      ref={dialog}
      aria-labelledby="explanation-title"
      onClose={() => {
        if (!isLeaving.current) close();
      }}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="dialog">
        <header>
          <h2 id="explanation-title">{title}</h2>
          <button
            type="button"
            aria-label="Close"
            onClick={() => {
              dialog.current?.close();
            }}
          >
            ✕
          </button>
        </header>
        <ul class="words">
          {words.map((word) => (
            <li key={word}>{word}</li>
          ))}
        </ul>
        {showDays && (
          <button type="button" class="main" onClick={showDays}>
            Show the days of {formatKey(explained.key)}
          </button>
        )}
        <h3>The events behind it</h3>
        {bookings + cancellations === 0 ? (
          <p>There are none.</p>
        ) : (
          <>
            <p>
              Each event is one room night that was booked or cancelled. The provider gives exactly these
              {providerUrl === null && ' (add its address in front: PROVIDER_PUBLIC_URL is not set)'}:
            </p>
            <ul class="queries">
              <Query name="All events" count={bookings + cancellations} url={url()} />
              <Query name="Bookings" count={bookings} url={url(1)} />
              <Query name="Cancellations" count={cancellations} url={url(2)} />
            </ul>
          </>
        )}
      </div>
    </dialog>
  );
};
