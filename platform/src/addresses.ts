import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where services answer, by their names. */
export type Addresses = Readonly<Record<string, string>>;

const fileOf = (folder: string): string => path.join(folder, 'addresses.json');

/** Leaves in a data folder where the services answer that run from it, for the commands that are called beside them. */
export const leaveAddresses = async (folder: string, addresses: Addresses): Promise<void> => {
  await writeFile(fileOf(folder), `${JSON.stringify(addresses)}\n`);
};

/** Takes them away again. */
export const removeAddresses = (folder: string): Promise<void> => rm(fileOf(folder), { force: true });

/** Finds where the services answer that run from a data folder; nothing where none do. */
export const findAddresses = async (folder: string): Promise<Addresses> => {
  try {
    return JSON.parse(await readFile(fileOf(folder), 'utf8')) as Addresses;
  } catch {
    return {};
  }
};
