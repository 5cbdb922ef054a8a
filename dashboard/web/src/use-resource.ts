import { useEffect, useRef, useState } from 'preact/hooks';
import { lastAnswer, request, type Answer, type Ask, type Failure } from './api.js';

/** Something that is asked for, and asked for again. */
export interface Resource<T> {
  /** The last answer; for a moment, while another one is on its way, that to the request before. */
  readonly data: T | undefined;
  /** Whether the data answer the request that is made now. */
  readonly isCurrent: boolean;
  /** Why the last attempt has failed; undefined when it has not. */
  readonly failure: Failure | undefined;
  /** Tries again at once. */
  readonly retry: () => void;
}

interface Options<T> {
  /** Tells the request from others. */
  readonly key: string;
  readonly ask: (init: Ask) => Promise<Answer<T>>;
  /** After how many milliseconds it is asked for again. */
  readonly every: number;
  /** It is asked for at once when this changes. */
  readonly revision?: number | undefined;
}

interface State<T> {
  /** The request that the data answer. */
  readonly key?: string;
  readonly data?: T;
  /** The request that has failed last, and why; left out when it went well at the next attempt. */
  readonly failedKey?: string;
  readonly failure?: Failure;
}

/** For how long other data may stand where these are awaited, in milliseconds: shorter than one could read them. */
const GRACE = 300;

/** After failures, in a row, the pause doubles from the first to the second of these, in milliseconds. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [1000, 30_000];

/**
 * Asks for something, and again: in intervals, when the revision changes, when the page comes back to the foreground or the
 * network is back. While the page is hidden, nothing is asked for.
 */
export const useResource = <T>({ key, ask, every, revision }: Options<T>): Resource<T> => {
  const [state, setState] = useState<State<T>>({});
  const [attempt, setAttempt] = useState(0);
  const [late, setLate] = useState<string>();
  const latest = useRef(ask);
  latest.current = ask;
  const failures = useRef(0);
  const again = useRef<() => void>(undefined);

  // Runs before there is anything to be asked for again, so that the first revision changes nothing.
  useEffect(() => {
    again.current?.();
  }, [revision]);

  useEffect(() => {
    failures.current = 0;
    const late = setTimeout(() => {
      setLate(key);
    }, GRACE);
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = { isAsking: false, isOutdated: false };
    const run = async (): Promise<void> => {
      clearTimeout(timer);
      Object.assign(turn, { isAsking: true, isOutdated: false });
      const answer = await request(key, latest.current, abort.signal);
      turn.isAsking = false;
      if (abort.signal.aborted) return;
      const failed = 'detail' in answer;
      failures.current = failed ? failures.current + 1 : 0;
      setState((before) => {
        if (failed) return { ...before, failedKey: key, failure: answer };
        return before.key === key && before.data === answer.data && !before.failure
          ? before
          : { key, data: answer.data };
      });
      // What is refused now is refused again; what fails may go well the next time.
      const pause =
        failed && (answer.status === 0 || answer.status >= 500)
          ? Math.min(FIRST_PAUSE * 2 ** (failures.current - 1), LONGEST_PAUSE)
          : every;
      timer = setTimeout(runIfSeen, turn.isOutdated ? 0 : pause);
    };
    // One request at a time, so that no older answer comes after a newer one.
    const runIfSeen = (): void => {
      turn.isOutdated = turn.isAsking;
      if (!turn.isAsking && !document.hidden) void run();
    };
    again.current = runIfSeen;
    addEventListener('online', runIfSeen);
    document.addEventListener('visibilitychange', runIfSeen);
    void run();
    return () => {
      abort.abort();
      clearTimeout(timer);
      clearTimeout(late);
      again.current = undefined;
      removeEventListener('online', runIfSeen);
      document.removeEventListener('visibilitychange', runIfSeen);
    };
  }, [key, every, attempt]);

  const found = state.key === key ? state.data : (lastAnswer(key) as T | undefined);
  const failure = state.failedKey === key ? state.failure : undefined;
  return {
    data: found ?? (failure || late === key ? undefined : state.data),
    isCurrent: found !== undefined,
    failure,
    retry: () => {
      setAttempt((count) => count + 1);
    },
  };
};
