// A modal dialog of the browser's own kind: it keeps the focus inside and gives it back when it closes.
import { useEffect, useId, useRef, useState } from "react";
import type { FormEvent, ReactElement, ReactNode } from "react";
import type { Deed } from "../load";
import { t } from "../text/text";
import { Button } from "./button";
import { TextField } from "./field";
import { ProblemBox } from "./notice";

interface DialogProps {
  title: string;
  onClose?: () => void; // without it the dialog can't be left
  children: ReactNode;
  wide?: boolean;
}

export function Dialog({ title, onClose, children, wide = false }: DialogProps): ReactElement {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = box.current;
    if (!opened) return undefined;
    if (!opened.open) opened.showModal();
    // By itself the browser chooses the first button, which closes the dialog. An empty field is what it is about.
    const fields = [...opened.querySelectorAll<HTMLInputElement>("input, textarea, select")];
    (fields.find((field) => field.value === "") ?? fields[0])?.focus();
    return () => opened.close();
  }, []);
  return (
    <dialog
      ref={box}
      className={wide ? "wide" : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose?.();
      }}
    >
      <div className="dialog">
        <header>
          <h2 id={id}>{title}</h2>
          {onClose && <Button look="quiet" label={t("close")} onClick={onClose}>✕</Button>}
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  why: string;
  word: string; // must be typed
  act: string;
  deed: Deed;
  onConfirm: () => void;
  onClose: () => void;
}

// For a deed that nothing takes back.
export function TypedConfirmation({ title, why, word, act, deed, onConfirm, onClose }: ConfirmProps): ReactElement {
  const [typed, setTyped] = useState("");
  const [missed, setMissed] = useState(false);
  function submit(event: FormEvent): void {
    event.preventDefault();
    setMissed(typed !== word);
    if (typed === word) onConfirm();
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <p className="words">{why}</p>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <TextField label={t("typeToConfirm", { word })} value={typed} onChange={setTyped}
          error={missed && typed !== word ? t("typeToConfirm", { word }) : undefined} />
        <div className="row end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="danger" type="submit" busy={deed.busy}>{act}</Button>
        </div>
      </form>
    </Dialog>
  );
}
