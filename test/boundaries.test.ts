import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What each package may import of the others. The services see each other over HTTP alone. */
const ALLOWED: Record<string, string[]> = {
  contracts: [],
  platform: [],
  provider: ['contracts', 'platform'],
  dashboard: ['contracts', 'platform'],
  stack: ['contracts', 'platform'],
  bench: ['contracts', 'platform', 'stack'],
};

const NOT_SOURCES = /(^|\/)(test|dist|node_modules)\//;

/** The sources of a package, by their paths from the root. */
const sourcesOf = (name: string): string[] =>
  readdirSync(path.join(ROOT, name), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(name, file.replaceAll(path.sep, '/')))
    .filter((file) => file.endsWith('.ts') && !NOT_SOURCES.test(file));

/** The package that a file gets to by an import specifier; undefined for one of npm or Node. */
const targetOf = (file: string, specifier: string): string | undefined => {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier).split('/')[0];
  const [, name] = /^@pickup\/([^/]+)/.exec(specifier) ?? [];
  return name;
};

/** The packages that a package's sources import, its own aside, each with a file that does so. */
const importsOf = (name: string): Map<string, string> => {
  const found = new Map<string, string>();
  for (const file of sourcesOf(name)) {
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(ROOT, file), 'utf8'), true, true);
    for (const { fileName } of importedFiles) {
      const target = targetOf(file, fileName);
      if (target !== undefined && target !== name) found.set(target, file);
    }
  }
  return found;
};

interface Manifest {
  readonly workspaces?: string[];
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(path.join(ROOT, name, 'package.json'), 'utf8')) as Manifest;

test('every package has its rule', () => {
  expect(manifestOf('.').workspaces?.sort()).toEqual(Object.keys(ALLOWED).sort());
});

test.each(Object.entries(ALLOWED))('%s imports nothing but %j', (name, allowed) => {
  const imports = [...importsOf(name)];
  expect(imports.filter(([target]) => !allowed.includes(target))).toEqual([]);
});

test.each(Object.keys(ALLOWED))('%s depends on the packages that it imports, and on no others', (name) => {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifestOf(name);
  const all = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies });
  const own = all.flatMap((dependency) => /^@pickup\/(.+)$/.exec(dependency)?.[1] ?? []);
  expect(own.sort()).toEqual([...importsOf(name).keys()].sort());
});

test('imports of every kind are found', () => {
  expect([...importsOf('provider').keys()].sort()).toEqual(['contracts', 'platform']);
  const text = `
    import a from '@pickup/one/a'; import '@pickup/two/b'; export * from '../../three/src/c.js';
    import type { D } from '@pickup/four/d'; await import('@pickup/five/e'); type F = import('@pickup/six/f').F;`;
  const targets = ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => targetOf('dashboard/src/app.ts', fileName));
  expect(targets.sort()).toEqual(['five', 'four', 'one', 'six', 'three', 'two']);
});
