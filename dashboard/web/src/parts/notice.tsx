import type { ComponentChildren } from 'preact';

interface Props {
  readonly kind: 'info' | 'warning' | 'error';
  /** Tries again at once, where that can help. */
  readonly retry?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

const NAMES = { info: 'Note', warning: 'Attention', error: 'Problem' };

/** Says what is the matter, and what to do about it. */
export const Notice = ({ kind, retry, children }: Props) => (
  <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    <strong>{NAMES[kind]}</strong>
    <div>{children}</div>
    {retry && (
      <button type="button" onClick={retry}>
        Try again
      </button>
    )}
  </div>
);
