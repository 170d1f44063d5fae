// The keys of the frame. Single letters count only outside of fields, and can't be mixed up with typing.
import { useEffect } from "react";
import type { Account } from "../api/types";
import { pageHash, pagesFor } from "../pages";
import { go } from "../route";
import { toggleScheme } from "./scheme";

const kSequenceMilliseconds = 1_500;

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function useKeys(account: Account, shop: string | null, show: (above: "bar" | "keys") => void): void {
  useEffect(() => {
    let gotoUntil = 0;
    function pressed(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        show("bar");
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.querySelector("dialog[open]")) return;
      if (Date.now() < gotoUntil) {
        gotoUntil = 0;
        const entry = pagesFor(account, shop).find((page) => page.key === event.key);
        if (entry) {
          event.preventDefault();
          go(pageHash(entry, shop));
        }
      } else if (event.key === "g") {
        gotoUntil = Date.now() + kSequenceMilliseconds;
      } else if (event.key === "?") {
        show("keys");
      } else if (event.key === "t") {
        toggleScheme();
      }
    }
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [account, shop, show]);
}
