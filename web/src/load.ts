// Reading for a page: the state of one read, started again when its key changes or the person asks.
import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, Problem } from "./api/problem";

export interface Loaded<T> {
  data: T | null; // of the last read that succeeded with this key
  problem: Problem | null; // of the last read, if it failed
  loading: boolean;
  reload: () => void;
}

interface State<T> {
  key: string | null;
  data: T | null;
  problem: Problem | null;
}

// `read` is called anew for each `key`; a null key reads nothing. An answer that comes after the key has changed is
// dropped.
export function useLoad<T>(key: string | null, read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<State<T>>({ key: null, data: null, problem: null });
  const [turn, setTurn] = useState(0);
  const [busy, setBusy] = useState(false);
  const reader = useRef(read);
  reader.current = read;

  useEffect(() => {
    if (key === null) return undefined;
    const ended = new AbortController();
    setBusy(true);
    reader.current(ended.signal).then(
      (data) => {
        if (ended.signal.aborted) return;
        setState({ key, data, problem: null });
        setBusy(false);
      },
      (error: unknown) => {
        if (ended.signal.aborted) return;
        const problem = asProblem(error);
        setState((before) => ({ key, data: before.key === key ? before.data : null, problem }));
        setBusy(false);
      },
    );
    return () => ended.abort();
  }, [key, turn]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const current = state.key === key && key !== null;
  return {
    data: current ? state.data : null,
    problem: current ? state.problem : null,
    loading: key !== null && (busy || !current),
    reload,
  };
}

// The value after it has stood still for `milliseconds`.
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

export function useEvery(milliseconds: number, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}

// The browser asks before it throws away what was not saved.
export function useLeaveWarning(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [unsaved]);
}

export interface Deed {
  run: (act: () => Promise<void>) => void;
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
}

// One change at a time, started by a person: what failed is kept until the next try.
export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const run = useCallback((act: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(null);
    act()
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { run, busy, problem, clear };
}
