/** How often the numbers are asked for again, in milliseconds. */
const REFRESH = 3_000;

const form = document.querySelector('#view');
const state = document.querySelector('#state');
const table = document.querySelector('table');
const numbers = new Intl.NumberFormat();
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const ask = async (path) => {
  const response = await fetch(path);
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
};

const cell = (tag, text) => {
  const element = document.createElement(tag);
  element.textContent = text;
  if (tag === 'th') element.scope = 'row';
  return element;
};

const row = (title, { bookings, cancellations, net }, highest) => {
  const element = document.createElement('tr');
  const meter = document.createElement('meter');
  meter.max = Math.max(highest, 1);
  meter.value = Math.max(net, 0);
  meter.textContent = numbers.format(net);
  const last = document.createElement('td');
  if (highest > 0) last.append(meter);
  element.append(
    cell('th', title),
    ...[bookings, cancellations, net].map((value) => cell('td', numbers.format(value))),
    last,
  );
  return element;
};

const show = ({ items, totals, period, synced_through }) => {
  const highest = Math.max(...items.map(({ net }) => net));
  document.querySelector('#period').textContent = period === 'month' ? 'Month' : 'Day';
  table.tBodies[0].replaceChildren(...items.map((item) => row(item.month ?? item.date, item, highest)));
  table.tFoot.replaceChildren(row('Year', totals, 0));
  table.hidden = false;
  state.textContent = synced_through
    ? `All events up to ${moments.format(new Date(synced_through))} have been read.`
    : 'No events have been read yet.';
};

const query = () => new URLSearchParams(new FormData(form)).toString();

const refresh = async () => {
  if (!form.reportValidity()) return;
  const asked = query();
  try {
    const dashboard = await ask(`/dashboard?${asked}`);
    // The answer to an earlier choice may come after the one to a later choice.
    if (asked === query()) show(dashboard);
  } catch (error) {
    state.textContent = `The numbers can't be read at the moment (${error.message}). Trying again…`;
  }
};

const fillIn = async () => {
  const asked = new URLSearchParams(location.hash.slice(1));
  const hotels = await ask('/hotels');
  form.elements.hotel_id.replaceChildren(...hotels.map(({ hotel_id }) => new Option(hotel_id, hotel_id)));
  form.elements.year.value = new Date().getFullYear();
  for (const [name, value] of asked) if (form.elements[name]) form.elements[name].value = value;
  return hotels.length > 0;
};

const start = async () => {
  try {
    if (await fillIn()) {
      await refresh();
      setInterval(refresh, REFRESH);
      return;
    }
    state.textContent = 'No hotel has had an event yet. Waiting for the first one…';
  } catch (error) {
    state.textContent = `The hotels can't be read at the moment (${error.message}). Trying again…`;
  }
  setTimeout(start, REFRESH);
};

form.addEventListener('input', () => {
  history.replaceState(null, '', `#${query()}`);
  void refresh();
});
form.addEventListener('submit', (event) => event.preventDefault());
void start();
