import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createRowSplitter, type Row } from './split-rows.js';

/** A file that can't be read to its end, or is not the CSV that is expected. The message tells what is wrong with it. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read: check its permissions',
  EISDIR: 'it is a folder',
};

const toFileError = (error: unknown, lines: number): FileError => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const cause = { cause: error };
  if (!code.startsWith('Z_')) return new FileError(`can't be read: ${REASONS[code] ?? message}`, cause);
  return new FileError(`is a damaged gzip, readable up to line ${String(lines)} (${message}): get it again`, cause);
};

/** What tells one version of a file from another one. */
export interface FileVersion {
  /** In bytes. */
  readonly size: number;
  /** When it was changed last, in milliseconds since 1970. */
  readonly modified: number;
}

/**
 * Looks at a file from outside.
 *
 * @throws FileError when it is not there, or is no ordinary file
 */
export const lookAtFile = async (file: string): Promise<FileVersion> => {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new FileError(`can't be read: ${REASONS['EISDIR'] ?? ''}`);
    if (!found.isFile()) throw new FileError("can't be read: it is no ordinary file, save it as one first");
    return { size: found.size, modified: found.mtimeMs };
  } catch (error) {
    throw error instanceof FileError ? error : toFileError(error, 0);
  }
};

const isGzip = async (file: string): Promise<boolean> => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(2), position: 0 });
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await handle.close();
  }
};

const gunzipped = (source: ReadStream): Readable =>
  // Errors of the source come out of the last stream, to whoever reads it.
  pipeline(source, createGunzip({ chunkSize: 65_536 }), () => undefined);

/**
 * Reads the rows of a CSV file, plain or gzipped, some at a time; the header is the first of them. Memory is bounded,
 * whatever the size of the file.
 *
 * @param onRead - is told how many bytes of the file have been read
 * @throws FileError when the file can't be read, or, having given what came before, when a gzip is damaged
 */
export const readRows = async function* (file: string, onRead: (bytes: number) => void): AsyncGenerator<Row[]> {
  const splitter = createRowSplitter();
  const decoder = new TextDecoder();
  try {
    const gzipped = await isGzip(file);
    const source = createReadStream(file);
    for await (const bytes of gzipped ? gunzipped(source) : source) {
      onRead(source.bytesRead);
      yield splitter.push(decoder.decode(bytes as Buffer, { stream: true }));
    }
    yield splitter.end();
  } catch (error) {
    throw toFileError(error, splitter.lines());
  }
};
