import type { components } from '@pickup/contracts/generated/dashboard';
import { useState } from 'preact/hooks';
import { today } from '../calendar.js';
import type { Go } from '../use-view.js';
import type { View } from '../view.js';
import { AsOfChoice, Choice, YearChoice } from './choices.js';
import { HotelPicker } from './hotel-picker.js';

type Hotel = components['schemas']['Hotel'];

/** This year or the given one, or else the nearest in which the hotel has nights. */
export const yearFor = (hotel: Hotel | undefined, year = Number(today().slice(0, 4))): number => {
  if (!hotel) return year;
  const [first, last] = [hotel.first_night, hotel.last_night].map((night) => Number(night.slice(0, 4)));
  return Math.min(Math.max(year, first ?? year), last ?? year);
};

interface Props {
  readonly view: View;
  readonly go: Go;
  readonly hotels: readonly Hotel[];
}

/** What is shown. On a small screen, what is chosen seldom waits behind a button. */
export const Controls = ({ view, go, hotels }: Props) => {
  const [hasAll, setAll] = useState(false);
  return (
    <form
      class="controls"
      aria-label="What is shown"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <HotelPicker
        hotels={hotels}
        hotelId={view.hotelId}
        choose={(hotelId) => {
          const hotel = hotels.find(({ hotel_id }) => hotel_id === hotelId);
          go({ hotelId, year: yearFor(hotel, view.year) });
        }}
      />
      <YearChoice
        year={view.year ?? yearFor(undefined)}
        choose={(year) => {
          go({ year });
        }}
      />
      <Choice
        name="By"
        value={view.period}
        options={[
          ['month', 'Month'],
          ['day', 'Day'],
        ]}
        choose={(period) => {
          go({ period });
        }}
      />
      <button
        type="button"
        class="more-choices"
        aria-expanded={hasAll}
        aria-controls="rest"
        onClick={() => {
          setAll(!hasAll);
        }}
      >
        {hasAll ? 'Fewer choices' : 'More choices'}
      </button>
      <div class="rest" id="rest">
        <Choice
          name="Counted on"
          value={view.basis}
          options={[
            ['night_of_stay', 'Night of stay'],
            ['timestamp', 'Day of booking'],
          ]}
          choose={(basis) => {
            go({ basis });
          }}
        />
        <Choice
          name="Last year by"
          value={view.lastYearBy}
          options={[
            ['date', 'Date'],
            ['weekday', 'Weekday'],
          ]}
          choose={(lastYearBy) => {
            go({ lastYearBy });
          }}
        />
        <AsOfChoice
          asOf={view.asOf}
          choose={(asOf) => {
            go({ asOf });
          }}
        />
      </div>
    </form>
  );
};
