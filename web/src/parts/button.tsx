import type { ReactElement, ReactNode } from "react";
import { t } from "../text/text";

interface ButtonProps {
  children: ReactNode;
  onClick?: () => void;
  look?: "main" | "plain" | "quiet" | "danger";
  type?: "button" | "submit";
  busy?: boolean;
  disabled?: boolean;
  label?: string; // for a button whose text alone does not say what it is about
  pressed?: boolean;
}

// A busy button keeps the focus and says that it works; it does nothing until it is done.
export function Button({ children, onClick, look = "plain", type = "button", busy = false, disabled = false, label, pressed }: ButtonProps): ReactElement {
  return (
    <button
      type={type}
      className={`button ${look}`}
      disabled={disabled}
      aria-disabled={busy || undefined}
      aria-label={label}
      aria-pressed={pressed}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? t("working") : children}
    </button>
  );
}

export function CopyButton({ text, onCopied }: { text: string; onCopied: () => void }): ReactElement {
  return (
    <Button look="plain" onClick={() => void navigator.clipboard?.writeText(text).then(onCopied)}>
      {t("copy")}
    </Button>
  );
}
