import type { NewEvent } from '@pickup/contracts/client';

/** The second of the two years of the history. */
export const YEAR = 2025;

/** Every third night of two years is booked by some rooms, half a year before; a third of that is cancelled a month later. */
export const history = (hotel_id: number): NewEvent[] => {
  const events: NewEvent[] = [];
  for (let night = Date.UTC(YEAR - 1, 0, 1); night < Date.UTC(YEAR + 1, 0, 1); night += 3 * 86_400_000) {
    const night_of_stay = new Date(night).toISOString().slice(0, 10);
    const rooms = 1 + (new Date(night).getUTCMonth() % 4) + (night_of_stay > String(YEAR) ? 1 : 0);
    for (let room_id = 1; room_id <= rooms; room_id += 1) {
      const at = (days: number) => new Date(night - days * 86_400_000).toISOString();
      events.push({ id: events.length + 1, hotel_id, timestamp: at(180), rpg_status: 1, room_id, night_of_stay });
      if (room_id % 3 === 0)
        events.push({ id: events.length + 1, hotel_id, timestamp: at(150), rpg_status: 2, room_id, night_of_stay });
    }
  }
  return events;
};
