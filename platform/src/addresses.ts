import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from './alive.js';

/** Where services answer, by their names. */
export type Addresses = Readonly<Record<string, string>>;

const fileOf = (folder: string): string => path.join(folder, 'addresses.json');

/** Leaves in a data folder where the services answer that run from it, for the commands that are called beside them. */
export const leaveAddresses = async (folder: string, addresses: Addresses): Promise<void> => {
  await writeFile(fileOf(folder), `${JSON.stringify({ pid: process.pid, addresses })}\n`);
};

/** Takes them away again. */
export const removeAddresses = (folder: string): Promise<void> => rm(fileOf(folder), { force: true });

/** Finds where the services answer that run from a data folder; nothing where whoever left the addresses has ended. */
const findAddresses = async (folder: string): Promise<Addresses> => {
  try {
    const left = JSON.parse(await readFile(fileOf(folder), 'utf8')) as { pid: number; addresses: Addresses };
    return isAlive(left.pid) ? left.addresses : {};
  } catch {
    return {};
  }
};

/** Where a service is looked for: a command's settings of its address, and the data folder of what may run. */
interface Search {
  readonly name: string;
  readonly url: string | undefined;
  /** A port of this machine. */
  readonly port: number | undefined;
  readonly folder: string;
  /** Where it is when nothing says otherwise. */
  readonly usual: string;
}

/** The address of a service: what is set, or else that of the one that runs from the data folder, or else the usual one. */
export const findAddress = async ({ name, url, port, folder, usual }: Search): Promise<string> => {
  if (url !== undefined) return url;
  if (port !== undefined) return `http://127.0.0.1:${String(port)}`;
  return (await findAddresses(folder))[name] ?? usual;
};
