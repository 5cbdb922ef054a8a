import { useEffect } from 'preact/hooks';
import { today } from './calendar.js';
import { atProvider } from './events-query.js';
import { formatDate } from './format.js';
import { HotelView } from './hotel-view.js';
import { Controls, yearFor } from './parts/controls.js';
import { FreshnessLine, FreshnessNotice } from './parts/freshness.js';
import { Notice } from './parts/notice.js';
import { useHotels, useSync } from './requests.js';
import { useView } from './use-view.js';

/** The page of the revenue manager. */
export const Page = () => {
  const [view, go] = useView();
  const sync = useSync(view.hotelId);
  const hotels = useHotels(sync.data?.totals.events_added);
  const { hotelId, year, asOf } = view;
  const hotel = hotels.data?.find(({ hotel_id }) => hotel_id === hotelId);

  useEffect(() => {
    // Rather one with nights to come than one that is past.
    const first = hotels.data?.find(({ last_night }) => last_night >= today()) ?? hotels.data?.[0];
    if (!first || (hotelId !== undefined && year !== undefined)) return;
    const chosen = hotelId === undefined ? first : hotel;
    go({ hotelId: hotelId ?? first.hotel_id, year: year ?? yearFor(chosen) }, 'replace');
  }, [hotels.data, hotel, hotelId, year, go]);

  useEffect(() => {
    document.title =
      hotelId === undefined || year === undefined ? 'Pickup' : `Hotel ${String(hotelId)}, ${String(year)} · Pickup`;
  }, [hotelId, year]);

  return (
    <>
      <a class="skip" href="#numbers">
        Skip to the numbers
      </a>
      <header class="top">
        <div class="brand">
          <h1>
            <img src="/icon.svg" alt="" width="28" height="28" /> Pickup
          </h1>
          <FreshnessLine sync={sync} />
        </div>
        <Controls view={view} go={go} hotels={hotels.data ?? []} />
      </header>
      <main id="numbers" tabIndex={-1}>
        <FreshnessNotice sync={sync} />
        {asOf !== undefined && (
          <Notice kind="info">
            You are looking back: these numbers are as they were known at the end of {formatDate(asOf)}, UTC.
          </Notice>
        )}
        {hotels.data?.length === 0 && (
          <Notice kind="info">
            No hotel has had an event yet. Post one to the provider, or import a hotel’s history with{' '}
            <code>npm run import</code>: the numbers appear here within seconds.
          </Notice>
        )}
        {!hotels.data && hotels.failure && hotels.failure.status !== 0 && (
          <Notice kind="error" retry={hotels.retry}>
            {hotels.failure.detail}
          </Notice>
        )}
        {/* After the state of the copy, so that numbers asked for later are never older than it. */}
        {hotelId !== undefined && year !== undefined && (sync.data ?? sync.failure) && (
          <HotelView view={{ ...view, hotelId, year }} go={go} hotel={hotel} sync={sync.data} />
        )}
        {!sync.data && !sync.failure && <p class="nothing">Loading…</p>}
      </main>
      <footer>
        <p>Room nights. Days and months are those of UTC, times of day are yours.</p>
        <nav aria-label="More">
          <a href="/docs">API of the dashboard</a>
          {sync.data?.provider_url != null && (
            <a href={atProvider(sync.data.provider_url, '/docs')}>API of the provider</a>
          )}
        </nav>
      </footer>
    </>
  );
};
