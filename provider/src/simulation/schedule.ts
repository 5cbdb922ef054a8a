import { createProviderClient } from '@pickup/contracts/client';
import type { Logger } from '@pickup/platform/logger';
import type { PeriodicJob } from '@pickup/platform/scheduler';
import { createSimulation } from './simulation.js';

interface SimulationJobOptions {
  /** The provider's address. */
  readonly providerUrl: string;
  /** The same seed makes the same hotels. */
  readonly seed: string;
  /** Milliseconds from one run to the next. */
  readonly interval: number;
  readonly logger: Logger;
}

/** The periodic job that simulates hotels, and posts what happens in them. */
export const simulationJob = ({ providerUrl, seed, interval, logger }: SimulationJobOptions): PeriodicJob => {
  const simulation = createSimulation({ client: createProviderClient({ url: providerUrl }), seed, logger });
  return {
    name: 'simulation',
    interval,
    work: async (signal) => {
      const { events } = await simulation.run({ signal });
      if (events > 0) logger.info({ events }, 'the simulated hotels have posted');
    },
  };
};
