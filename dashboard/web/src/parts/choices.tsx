import { useId, useState } from 'preact/hooks';
import { today } from '../calendar.js';
import { formatMonth } from '../format.js';

interface ChoiceProps<Value extends string | number> {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly choose: (value: Value) => void;
}

/** One of a few, all of which are seen. */
export const Choice = <Value extends string | number>({ name, value, options, choose }: ChoiceProps<Value>) => {
  const id = useId();
  return (
    <fieldset class="choice">
      <legend>{name}</legend>
      <div>
        {options.map(([option, label]) => (
          <label key={option}>
            <input
              type="radio"
              name={id}
              checked={option === value}
              onChange={() => {
                choose(option);
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};

/** A year, with steps back and forth. */
export const YearChoice = ({ year, choose }: { year: number; choose: (year: number) => void }) => {
  const [typed, setTyped] = useState<string>();
  const take = () => {
    const value = Number(typed);
    if (Number.isInteger(value) && value >= 1 && value <= 9999 && value !== year) choose(value);
    setTyped(undefined);
  };
  return (
    <div class="field year">
      <label for="year">Year</label>
      <div>
        <button
          type="button"
          aria-label={`Year ${String(year - 1)}`}
          disabled={year <= 1}
          onClick={() => {
            choose(year - 1);
          }}
        >
          ‹
        </button>
        <input
          id="year"
          inputMode="numeric"
          autocomplete="off"
          size={4}
          value={typed ?? String(year)}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
          }}
          onBlur={take}
          onKeyDown={({ key }) => {
            if (key === 'Enter') take();
            if (key === 'Escape') setTyped(undefined);
          }}
        />
        <button
          type="button"
          aria-label={`Year ${String(year + 1)}`}
          disabled={year >= 9999}
          onClick={() => {
            choose(year + 1);
          }}
        >
          ›
        </button>
      </div>
    </div>
  );
};

interface AsOfProps {
  readonly asOf: string | undefined;
  readonly choose: (asOf: string | undefined) => void;
}

/** Typing a year goes by way of the years 2, 20 and 201. */
const EARLIEST = '1900-01-01';

/** The day at whose end the numbers are looked at, or now. */
export const AsOfChoice = ({ asOf, choose }: AsOfProps) => {
  const [typed, setTyped] = useState<string>();
  return (
    <div class="field as-of">
      <label for="as-of">As known on</label>
      <div>
        <input
          id="as-of"
          type="date"
          min={EARLIEST}
          max={today()}
          value={typed ?? asOf ?? ''}
          onInput={({ currentTarget: { value } }) => {
            setTyped(value);
            if (value >= EARLIEST && value <= today()) choose(value);
          }}
          onBlur={() => {
            setTyped(undefined);
          }}
        />
        <button
          type="button"
          disabled={asOf === undefined}
          onClick={() => {
            choose(undefined);
          }}
        >
          Now
        </button>
      </div>
    </div>
  );
};

/** The months of a year, to choose one. */
export const MONTHS = Array.from({ length: 12 }, (_, index): [number, string] => [index + 1, formatMonth(index + 1)]);

interface SelectProps {
  readonly name: string;
  readonly value: number | undefined;
  readonly options: readonly (readonly [number | undefined, string])[];
  readonly choose: (value: number | undefined) => void;
}

/** One of many. */
export const SelectChoice = ({ name, value, options, choose }: SelectProps) => {
  const id = useId();
  return (
    <div class="field select">
      <label for={id}>{name}</label>
      <select
        id={id}
        value={value === undefined ? '' : String(value)}
        onChange={({ currentTarget }) => {
          choose(currentTarget.value === '' ? undefined : Number(currentTarget.value));
        }}
      >
        {options.map(([option, label]) => (
          <option key={label} value={option === undefined ? '' : String(option)}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
};
