import { useCallback, useEffect, useState } from 'preact/hooks';
import { formatView, parseView, type View } from './view.js';

/** Shows something else: as a new step of the browser's history, or in place of the one that is there. */
export type Go = (change: Partial<View>, how?: 'push' | 'replace') => void;

/** The view of the address, which back and forward change, too. */
export const useView = (): [View, Go] => {
  const [view, setView] = useState(() => parseView(location.search));
  useEffect(() => {
    const follow = () => {
      setView(parseView(location.search));
    };
    addEventListener('popstate', follow);
    return () => {
      removeEventListener('popstate', follow);
    };
  }, []);
  const go = useCallback<Go>((change, how = 'push') => {
    const next = { ...parseView(location.search), ...change };
    const query = formatView(next);
    if (query === location.search) return;
    const address = `${location.pathname}${query}`;
    if (how === 'push') history.pushState({ isOurs: true }, '', address);
    else history.replaceState(history.state, '', address);
    setView(next);
  }, []);
  return [view, go];
};

/** Goes back to what was seen before: by a step back in the history, where this page has made the step forth. */
export const goBack = (go: Go, change: Partial<View>): void => {
  const state = history.state as { isOurs?: boolean } | null;
  if (state?.isOurs) history.back();
  else go(change, 'replace');
};
