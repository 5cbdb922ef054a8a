import { expect, test } from '@jest/globals';
import { eventAt } from '@pickup/bench/events';
import { loadContract } from '@pickup/contracts/contract';
import { schemaChecks } from '@pickup/contracts/validation';
import fc from 'fast-check';

const HISTORY = { events: 1_000_000, hotels: 20 };

test('every event is one that the provider takes, the same each time, and they are in order', () => {
  const check = schemaChecks(loadContract('provider'))('#/components/schemas/NewEvent');
  fc.assert(
    fc.property(fc.nat(2 * HISTORY.events), (place) => {
      const event = eventAt(place, HISTORY);
      expect(check(event)).toEqual([]);
      expect(eventAt(place, HISTORY)).toEqual(event);
      expect(event.hotel_id).toBeLessThanOrEqual(HISTORY.hotels);
      expect(eventAt(place + 1, HISTORY).timestamp >= event.timestamp).toBe(true);
      expect(eventAt(place + 1, HISTORY).id).toBeGreaterThan(event.id);
    }),
  );
});

test('the first hotel has about half of them', () => {
  const hotels = Array.from({ length: 10_000 }, (_, place) => eventAt(place, HISTORY).hotel_id);
  const share = hotels.filter((hotel) => hotel === 1).length / hotels.length;
  expect(share).toBeGreaterThan(0.45);
  expect(share).toBeLessThan(0.6);
  expect(new Set(hotels).size).toBe(HISTORY.hotels);
});
