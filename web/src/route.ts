// The address holds the page's state: #/shop/NAME/PAGE/MORE?name=value. Reload, back and a sent link show the same.
import { useCallback, useSyncExternalStore } from "react";

export interface Place {
  path: string[];
  query: Record<string, string>;
}

export function readPlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return {
    path: path.split("/").filter((part) => part !== "").map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A person typed a lone percent sign.
  }
}

export function hashOf(path: readonly string[], query: Record<string, string | undefined> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, value);
  }
  const text = parameters.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text === "" ? "" : `?${text}`}`;
}

export function go(hash: string): void {
  window.location.hash = hash;
}

// Takes the place of the address: going back leads past it.
export function replace(hash: string): void {
  window.history.replaceState(null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useHash(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash);
}

export function usePlace(): Place {
  return readPlace(useHash());
}

// Changes single values of the query and leaves the rest. They replace the address: typing a filter is no step back.
export function useQuery(): [Record<string, string>, (changes: Record<string, string | undefined>) => void] {
  const { query } = usePlace();
  const change = useCallback((changes: Record<string, string | undefined>) => {
    const now = readPlace(window.location.hash);
    const next = hashOf(now.path, { ...now.query, ...changes });
    if (next !== window.location.hash) replace(next);
  }, []);
  return [query, change];
}
