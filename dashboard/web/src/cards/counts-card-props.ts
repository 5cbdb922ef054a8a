import type { components } from '@pickup/contracts/generated/dashboard';
import type { Failure } from '../api.js';
import type { Known } from '../known.js';
import type { Go } from '../use-view.js';
import type { View } from '../view.js';

/** What the cards with the counts of a year are handed. */
export interface CountsCardProps {
  readonly view: View & { readonly year: number };
  readonly go: Go;
  /** Undefined while it has not been answered. */
  readonly dashboard: components['schemas']['Dashboard'] | undefined;
  /** What the numbers are about, for images. */
  readonly about: string;
  readonly csv: string;
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  readonly retry: () => void;
  /** What can be known, to tell zeros from no data. */
  readonly known: Known;
  /** Leads to the events behind a month or day. */
  readonly explain: (key: string) => void;
}
