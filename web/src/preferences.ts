// The choices of a person for this browser. A browser that keeps nothing is no fault: the choice lasts until reload.

const kPrefix = "suggestd.";

export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(kPrefix + name);
  } catch {
    return null;
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(kPrefix + name, value);
  } catch {
    // Storage is off or full.
  }
}

export function canKeep(): boolean {
  writePreference("kept", "yes");
  return readPreference("kept") === "yes";
}
