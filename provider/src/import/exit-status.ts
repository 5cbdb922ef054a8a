/** How an import ended, as the exit status of the process. */
export const EXIT_STATUS = {
  /** Every line is in. */
  done: 0,
  /** Some lines were bad or refused; all others are in. */
  badLines: 1,
  /** The command was not called as it should be. */
  usage: 2,
  /** A file could not be read to its end, or the provider is gone. */
  unfinished: 3,
  /** Interrupted from outside. */
  interrupted: 130,
} as const;
