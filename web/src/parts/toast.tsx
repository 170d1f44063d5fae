// Short words about what was just done, with a way back where there is one. They are read out and go by themselves;
// one with an Undo stays longer.
import { useEffect, useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import { t } from "../text/text";
import { Button } from "./button";

interface Toast {
  text: string;
  undo?: () => void;
}

const kSeconds = 6;
const kSecondsWithUndo = 20;

let current: Toast | null = null;
const listeners = new Set<() => void>();

function show(toast: Toast | null): void {
  current = toast;
  listeners.forEach((changed) => changed());
}

export function say(text: string, undo?: () => void): void {
  show(undo ? { text, undo } : { text });
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

export function Toasts(): ReactElement {
  const toast = useSyncExternalStore(subscribe, () => current);
  useEffect(() => {
    if (!toast) return undefined;
    const timer = setTimeout(() => show(null), (toast.undo ? kSecondsWithUndo : kSeconds) * 1_000);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toast && (
        <div className="toast">
          <span className="words">{toast.text}</span>
          {toast.undo && <Button onClick={() => { toast.undo?.(); show(null); }}>{t("undo")}</Button>}
          <Button look="quiet" label={t("close")} onClick={() => show(null)}>✕</Button>
        </div>
      )}
    </div>
  );
}
