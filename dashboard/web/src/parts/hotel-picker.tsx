import type { components } from '@pickup/contracts/generated/dashboard';
import { formatNumberOf } from '../format.js';
import { useRef, useState } from 'preact/hooks';

type Hotel = components['schemas']['Hotel'];

interface Props {
  readonly hotels: readonly Hotel[];
  readonly hotelId: number | undefined;
  readonly choose: (hotelId: number) => void;
}

/** The most hotels that are listed at a time; typing finds the others. */
const MOST = 50;

const nameOf = (hotelId: number): string => `Hotel ${String(hotelId)}`;

const yearsOf = ({ first_night, last_night }: Hotel): string => {
  const [first, last] = [first_night.slice(0, 4), last_night.slice(0, 4)];
  return first === last ? first : `${first} – ${last}`;
};

/**
 * The hotels, found by typing: a combobox with a list, as the ARIA Authoring Practices describe it. The focus stays in the
 * field, arrow keys move in the list, Enter chooses, Escape closes.
 */
export const HotelPicker = ({ hotels, hotelId, choose }: Props) => {
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const isOpen = typed !== undefined;
  const digits = (typed ?? '').replaceAll(/\D/g, '');
  const beginsLike = (hotel: Hotel) => String(hotel.hotel_id).startsWith(digits);
  const matching = hotels.filter((hotel) => String(hotel.hotel_id).includes(digits));
  const found = [...matching.filter(beginsLike), ...matching.filter((hotel) => !beginsLike(hotel))];
  const shown = found.slice(0, MOST);

  const open = () => {
    if (isOpen) return;
    setTyped('');
    setActive(
      Math.max(
        shown.findIndex((hotel) => hotel.hotel_id === hotelId),
        0,
      ),
    );
  };
  const field = useRef<HTMLInputElement>(null);
  const close = () => {
    setTyped(undefined);
    // What is typed next begins anew.
    requestAnimationFrame(() => field.current === document.activeElement && field.current?.select());
  };
  const take = (hotel: Hotel | undefined) => {
    if (hotel) choose(hotel.hotel_id);
    close();
  };
  const move = (to: number) => {
    open();
    const next = Math.min(Math.max(to, 0), shown.length - 1);
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(isOpen ? active + 1 : active);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Enter' && isOpen) take(shown[active]);
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
  };

  return (
    <div class="field picker">
      <label for="hotel">Hotel</label>
      <input
        id="hotel"
        ref={field}
        role="combobox"
        autocomplete="off"
        aria-expanded={isOpen}
        aria-controls="hotels"
        aria-autocomplete="list"
        aria-activedescendant={isOpen && shown[active] ? `hotel-${String(shown[active].hotel_id)}` : undefined}
        placeholder="Type a number"
        value={typed ?? (hotelId === undefined ? '' : nameOf(hotelId))}
        onFocus={({ currentTarget }) => {
          currentTarget.select();
        }}
        onClick={open}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
        onBlur={close}
      />
      <div class="popup" hidden={!isOpen}>
        <ul id="hotels" role="listbox" aria-label="Hotels" ref={list}>
          {isOpen &&
            shown.map((hotel, index) => (
              <li
                key={hotel.hotel_id}
                id={`hotel-${String(hotel.hotel_id)}`}
                role="option"
                aria-selected={index === active}
                // Before the field loses the focus, which closes the list.
                onPointerDown={(event) => {
                  event.preventDefault();
                  take(hotel);
                }}
              >
                <span>{nameOf(hotel.hotel_id)}</span> <small>{yearsOf(hotel)}</small>
              </li>
            ))}
        </ul>
        {found.length > MOST && <p>{String(found.length - MOST)} more: type a number.</p>}
        {found.length === 0 && <p>No hotel has such a number.</p>}
      </div>
      <p class="unseen" role="status">
        {isOpen && (found.length > 0 ? formatNumberOf(found.length, 'hotel') : 'No hotel has such a number.')}
      </p>
    </div>
  );
};
