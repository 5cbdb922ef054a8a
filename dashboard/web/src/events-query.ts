import type { operations } from '@pickup/contracts/generated/provider';
import { spanOf } from './calendar.js';
import { queryText } from './query-text.js';
import { ALL_NIGHTS, type Explained, type View } from './view.js';

type Query = NonNullable<operations['listEvents']['parameters']['query']>;

/** The most events that the provider serves on a page. */
export const PAGE = 10_000;

const earlier = (one: string, other: string | undefined): string => (other !== undefined && other < one ? other : one);

/**
 * The provider's query for exactly the events that a number of the page counts.
 *
 * @param since - the first moment of the pickup's window, for a number of that
 * @param status - 1 for the bookings, 2 for the cancellations; undefined for both
 */
export const eventsQuery = (
  { hotelId, basis, asOf }: View,
  { of, key }: Explained,
  since: string | undefined,
  status?: Query['rpg_status'],
): Query => {
  const span = key === ALL_NIGHTS ? undefined : spanOf(key);
  const ofNights = of === 'pickup' || basis === 'night_of_stay';
  const until = asOf === undefined ? {} : { updated__lte: asOf };
  return {
    ...(hotelId !== undefined && { hotel_id: hotelId }),
    ...(ofNights
      ? { ...(of === 'pickup' && since !== undefined && { updated__gte: since }), ...until }
      : span && { updated__gte: span.first, updated__lte: earlier(span.last, asOf) }),
    ...(status && { rpg_status: status }),
    ...(ofNights && span && { night_of_stay__gte: span.first, night_of_stay__lte: span.last }),
    limit: PAGE,
  };
};

/** An address at the provider; without its beginning, where that is not known. */
export const atProvider = (provider: string | null, path: string): string =>
  `${provider?.replace(/\/+$/, '') ?? ''}${path}`;

/** The address of a query. */
export const eventsUrl = (query: Query, provider: string | null): string =>
  atProvider(provider, `/events?${queryText(query)}`);
