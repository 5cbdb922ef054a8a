import { describe, expect, test } from '@jest/globals';
import {
  httpUrl,
  interval,
  jobsUrl,
  onOff,
  postgresUrl,
  readConfig,
  StartError,
  tcpPort,
} from '@pickup/platform/config';

describe('a setting', () => {
  test.each([
    ['5 seconds', 5_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1 day', 86_400_000],
  ])('%s is a duration', (text, milliseconds) => {
    expect(readConfig({ EVERY: interval() }, { EVERY: text })).toEqual({ EVERY: milliseconds });
  });

  test.each(['5', '0s', '-5s', '50ms', '30 days', 'soon', '5 bananas'])('%s is no duration', (text) => {
    expect(() => readConfig({ EVERY: interval() }, { EVERY: text })).toThrow(/^EVERY must be a duration/);
  });

  test.each(['-1', '65536', '80.5', 'http', '0x50'])('%s is no port', (text) => {
    expect(() => readConfig({ PORT: tcpPort() }, { PORT: text })).toThrow('PORT must be a port, 0 to 65535');
  });

  test('takes its default when it is empty or not set', () => {
    const specs = { PORT: tcpPort({ default: 3001 }), SIMULATION: onOff({ default: true }) };
    expect(readConfig(specs, { PORT: '' })).toEqual({ PORT: 3001, SIMULATION: true });
  });

  test('is on or off, and nothing else', () => {
    expect(readConfig({ SIMULATION: onOff() }, { SIMULATION: 'off' })).toEqual({ SIMULATION: false });
    expect(() => readConfig({ SIMULATION: onOff() }, { SIMULATION: 'true' })).toThrow('must be "on" or "off"');
  });

  test.each([
    ['postgres://user:pass@host/db', true],
    ['postgresql://host/db', true],
    ['mongodb://host/db', true],
    ['mongodb+srv://host/db', true],
    ['mongodb://one:27017,two:27017/db?replicaSet=rs', true],
    ['mongodb://', false],
    ['mysql://host/db', false],
    ['localhost:5432', false],
  ])('%s as an address of jobs: %s', (url, good) => {
    const read = () => readConfig({ JOBS_URL: jobsUrl() }, { JOBS_URL: url });
    if (good) expect(read()).toEqual({ JOBS_URL: url });
    else expect(read).toThrow('JOBS_URL must be an address such as mongodb://');
  });
});

test('everything that is wrong is named, and no value is repeated', () => {
  const specs = { A: postgresUrl(), B: httpUrl(), C: tcpPort() };
  let error: unknown;
  try {
    readConfig(specs, { A: 'mysql://me:secret@host/db', C: 'x' });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(StartError);
  const lines = (error as StartError).message.split('\n');
  expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(['A', 'B', 'C']);
  expect(lines.join()).toContain('B is not set');
  expect(lines.join()).not.toContain('secret');
});
