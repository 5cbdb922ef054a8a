/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/*/test/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
        },
      },
    ],
  },
  moduleNameMapper: {
    '^@pickup/([a-z]+)/(.+)$': '<rootDir>/$1/src/$2.ts',
    '^(\\.{1,2}/.+)\\.js$': '$1',
  },
  // A Postgres server for all test files; each makes a database of its own in it.
  globalSetup: '<rootDir>/test/support/start-postgres.js',
  globalTeardown: '<rootDir>/test/support/stop-postgres.js',
  testSequencer: '<rootDir>/test/support/slowest-first.js',
  maxWorkers: 3,
  testTimeout: 30_000,
  errorOnDeprecated: true,
};
