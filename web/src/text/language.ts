// The language that the pages speak: chosen by the person, else the browser's.
import { useSyncExternalStore } from "react";
import { readPreference, writePreference } from "../preferences";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

const listeners = new Set<() => void>();
let chosen: Language = initial();

function initial(): Language {
  const kept = readPreference("language");
  if (kept === "en" || kept === "de") return kept;
  return navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
}

export function language(): Language {
  return chosen;
}

// For Intl: the browser's own region where it speaks the chosen language, so that dates look as at home.
export function locale(): string {
  return navigator.languages.find((name) => name.toLowerCase().startsWith(chosen)) ?? (chosen === "de" ? "de-DE" : "en-GB");
}

export function setLanguage(next: Language): void {
  chosen = next;
  writePreference("language", next);
  document.documentElement.lang = next;
  listeners.forEach((changed) => changed());
}

export function useLanguage(): Language {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, language);
}
