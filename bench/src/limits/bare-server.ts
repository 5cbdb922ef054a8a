import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Event } from '@pickup/contracts/client';
import pg from 'pg';
import { AFTER, INSERT, OF_HOTEL, STYLES, YEAR } from './statements.js';

// What Node and Postgres can do: each endpoint with one prepared statement, and nothing around it. Nothing is validated, and
// a request that fails ends the process.
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 10,
  options: '-c DateStyle=ISO -c TimeZone=UTC',
});

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
};

const send = (response: ServerResponse, status: number, json: string, headers: Record<string, string> = {}): void => {
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(json),
  });
  response.end(json);
};

const columnsOf = (events: readonly Event[]): unknown[] => [
  events.map((event) => event.hotel_id),
  events.map((event) => event.id),
  events.map((event) => event.timestamp),
  events.map((event) => event.rpg_status),
  events.map((event) => String(event.room_id)),
  events.map((event) => event.night_of_stay),
];

const insert = (events: readonly Event[]) => pool.query({ name: 'insert', text: INSERT, values: columnsOf(events) });

const ask = async (name: string, text: string, values: unknown[]): Promise<{ events: string; found: number }> => {
  const { rows } = await pool.query<{ events: string; found: number }>({ name, text, values });
  return rows[0] ?? { events: '[]', found: 0 };
};

const list = async (style: keyof typeof STYLES, { searchParams }: URL, response: ServerResponse): Promise<void> => {
  const hotelId = searchParams.get('hotel_id');
  const through = searchParams.get('updated__lte');
  const limit = Number(searchParams.get('limit'));
  if (hotelId !== null) {
    const values = [limit, hotelId, searchParams.get('updated__gte'), through];
    send(response, 200, (await ask(`${style} hotel`, STYLES[style](OF_HOTEL), values)).events);
    return;
  }
  const after = searchParams.get('cursor')?.split(',') ?? ['0001-01-01T00:00:00Z', 0, 0];
  const { events, found } = await ask(`${style} after`, STYLES[style](AFTER), [limit, through, ...after]);
  const last = found === limit ? (JSON.parse(events.slice(events.lastIndexOf('{'), -1)) as Event) : undefined;
  const next = last && new URLSearchParams({ cursor: [last.timestamp, last.hotel_id, last.id].join(',') });
  send(response, 200, events, next && { Link: `</events?${next.toString()}>; rel="next"` });
};

const readYear = async ({ searchParams }: URL, response: ServerResponse): Promise<void> => {
  const values = [searchParams.get('hotel_id'), searchParams.get('year'), searchParams.get('period')];
  const { rows } = await pool.query<{ items: string }>({ name: 'year', text: YEAR, values });
  send(response, 200, rows[0]?.items ?? '');
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '', 'http://localhost');
  switch (`${request.method ?? ''} ${url.pathname}`) {
    case 'POST /events': {
      const event = (await readBody(request)) as Event;
      await insert([event]);
      send(response, 201, JSON.stringify(event));
      return;
    }
    case 'POST /events/batch': {
      const events = (await readBody(request)) as Event[];
      await insert(events);
      send(response, 201, JSON.stringify({ ids: events.map(({ id }) => id) }));
      return;
    }
    case 'GET /events':
      await list('usual', url, response);
      return;
    case 'GET /events-joined':
      await list('joined', url, response);
      return;
    default:
      await readYear(url, response);
  }
};

const port = Number(process.env['PORT']);
createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1', () =>
  process.send?.({ listening: port }),
);
