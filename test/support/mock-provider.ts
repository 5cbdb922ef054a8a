import type { Event } from '@pickup/contracts/client';
import nock from 'nock';
import { event } from './event.js';

/** The address at which nock stands for the provider. */
export const PROVIDER = 'http://provider.test';

/** The header that leads to the next page. */
export const link = (uri: string) => ({ Link: `<${uri}>; rel="next"` });

/** Has the mocked provider answer the next requests of a sync with these pages, one after the other. */
export const mockPages = (...pages: readonly (readonly Event[])[]): nock.Scope => {
  const scope = nock(PROVIDER);
  pages.forEach((page, index) => {
    const isLast = index === pages.length - 1;
    scope
      .get('/events')
      .query(({ cursor }) => (index === 0 ? cursor === undefined : cursor === `page-${String(index)}`))
      .reply(200, JSON.stringify(page), {
        'Content-Type': 'application/json',
        ...(!isLast && link(`/events?limit=10000&cursor=page-${String(index + 1)}`)),
      });
  });
  return scope;
};

/** Has the mocked provider answer the next request for events, whatever it asks for: with text as it is, else with JSON. */
export const reply = (body: unknown, headers: Record<string, string> = {}, status = 200): nock.Scope =>
  nock(PROVIDER)
    .get('/events')
    .query(true)
    .reply(status, typeof body === 'string' ? body : JSON.stringify(body), {
      'Content-Type': 'application/json',
      ...headers,
    });

/** Events with these ids, with some fields of one's own. */
export const nights = (ids: readonly number[], fields: Partial<Event> = {}): Event[] =>
  ids.map((id) => event({ id, ...fields }));
