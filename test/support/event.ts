import type { Event, NewEvent } from '@pickup/contracts/client';

/** An event as the provider has it, with some fields of one's own. */
export const event = (fields: Partial<Event> = {}): Event => ({
  id: 1,
  hotel_id: 1,
  timestamp: '2020-01-01T00:00:00.000Z',
  rpg_status: 1,
  room_id: 1,
  night_of_stay: '2020-01-01',
  ...fields,
});

/** The same as it is posted. */
export const newEvent = (fields: Partial<NewEvent> = {}): NewEvent => ({ ...event(), ...fields });
