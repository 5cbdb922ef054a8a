import type { components } from '@pickup/contracts/generated/dashboard';
import type { Failure } from '../api.js';
import type { Shown } from '../known.js';
import type { Go } from '../use-view.js';
import type { View } from '../view.js';

/** What the cards with the counts of a year are handed. */
export interface CountsCardProps {
  readonly view: View & { readonly year: number };
  readonly go: Go;
  /** The months or days; none while they have not been answered. */
  readonly items: readonly Shown[];
  /** The counts of the year; undefined while they have not been answered. */
  readonly totals: components['schemas']['YearCounts'] | undefined;
  /** What the numbers are about, for images. */
  readonly about: string;
  readonly csv: string;
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  readonly retry: () => void;
  /** Leads to the events behind a month or day. */
  readonly explain: (key: string) => void;
}
