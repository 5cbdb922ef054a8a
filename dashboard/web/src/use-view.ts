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
    if (how === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    setView(next);
  }, []);
  return [view, go];
};
