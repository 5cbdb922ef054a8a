import { rm } from 'node:fs/promises';

/** Stops the server, and removes what it has left. */
export default async function stopPostgres() {
  const { postgres, folder } = globalThis.pickupPostgres;
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
