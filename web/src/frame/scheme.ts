// Light or dark: as the system prefers until the person chooses.
import { useSyncExternalStore } from "react";
import { readPreference, writePreference } from "../preferences";

type Scheme = "light" | "dark";

const system = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function scheme(): Scheme {
  const kept = readPreference("scheme");
  if (kept === "light" || kept === "dark") return kept;
  return system.matches ? "dark" : "light";
}

export function applyScheme(): void {
  document.documentElement.dataset["scheme"] = scheme();
  listeners.forEach((changed) => changed());
}

export function toggleScheme(): void {
  writePreference("scheme", scheme() === "dark" ? "light" : "dark");
  applyScheme();
}

system.addEventListener("change", applyScheme);

export function useScheme(): Scheme {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, scheme);
}
