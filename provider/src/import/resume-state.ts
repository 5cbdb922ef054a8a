import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileVersion } from './read-csv.js';
import type { Tally } from './tally.js';
import type { IdentifiedEvent } from './to-event.js';

/** How far the import of a file has come: all lines up to here are done. */
export interface ResumePoint {
  /** The last line that is done. */
  readonly line: number;
  /** The last event that the provider has acknowledged. */
  readonly last: IdentifiedEvent;
  /** What has become of the lines up to here. */
  readonly tally: Tally;
}

/** Keeps the resume point of one file while its import is under way. */
export interface ResumeState {
  /** The point that an earlier run has left; undefined when there is none that can be read. */
  readonly read: () => Promise<ResumePoint | undefined>;
  readonly write: (point: ResumePoint) => Promise<void>;
  readonly remove: () => Promise<void>;
}

interface ResumeStateOptions {
  /** The folder of the states; it is made when it's not there. */
  readonly folder: string;
  readonly file: string;
  readonly version: FileVersion;
  readonly providerUrl: string;
  /** Is told why the state can't be written. */
  readonly onFault: (reason: string) => void;
}

/**
 * Opens the state for one version of a file and one provider. That it can't be kept doesn't hold up the import: the next
 * run then starts from the beginning.
 */
export const openResumeState = ({ folder, file, version, providerUrl, onFault }: ResumeStateOptions): ResumeState => {
  const key = JSON.stringify([path.resolve(file), version.size, version.modified, providerUrl]);
  const place = path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  const draft = `${place}.${String(process.pid)}`;

  return {
    read: async () => {
      try {
        const point = JSON.parse(await readFile(place, 'utf8')) as Partial<ResumePoint> | null;
        return point?.last && point.tally ? (point as ResumePoint) : undefined;
      } catch {
        return undefined;
      }
    },
    write: async (point) => {
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(draft, JSON.stringify({ file: path.resolve(file), ...point }));
        await rename(draft, place);
      } catch (error) {
        onFault((error as Error).message);
      }
    },
    remove: async () => {
      await rm(place, { force: true }).catch((error: unknown) => {
        onFault((error as Error).message);
      });
    },
  };
};
