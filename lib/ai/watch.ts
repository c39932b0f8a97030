/** Watches one request: ends it when the other side is silent for too long or the caller cancels. */
export interface Watch {
  /** To be handed to the request; aborts on silence, on the total limit and when the caller aborts. */
  signal: AbortSignal;
  /** True when the watch itself ended the request. */
  timedOut(): boolean;
  /** Waits for one step; the silence is counted only while waiting, never while a consumer takes its time. */
  during<T>(step: PromiseLike<T>, silenceMs?: number): Promise<T>;
  /** Ends the request if it still runs and lets go of every timer. */
  end(): void;
}

const TOTAL_FACTOR = 10;

/**
 * @param silenceMs longest wait for one step, in milliseconds; ten times as long is the limit for all of them.
 * @param caller the caller's own signal.
 */
export function startWatch(silenceMs: number, caller?: AbortSignal): Watch {
  const own = new AbortController();
  let late = false;
  const expire = () => {
    late = true;
    own.abort();
  };
  const total = setTimeout(expire, silenceMs * TOTAL_FACTOR);
  return {
    signal: caller ? AbortSignal.any([caller, own.signal]) : own.signal,
    timedOut: () => late,
    async during(step, limit = silenceMs) {
      const timer = setTimeout(expire, limit);
      try {
        return await step;
      } finally {
        clearTimeout(timer);
      }
    },
    end() {
      clearTimeout(total);
      own.abort();
    },
  };
}
