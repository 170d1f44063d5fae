// Ctrl-K: one field that leads everywhere. A combobox after the ARIA pattern: the focus stays in the field, the arrow
// keys choose, Enter goes.
import { useId, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { searchProducts } from "../api/products";
import { useLoad, useSettled } from "../load";
import { Dialog } from "../parts/dialog";
import { titleOf } from "../parts/product";
import { pageHash, pagesFor } from "../pages";
import { go, hashOf } from "../route";
import { may, useSigned } from "../session";
import { plain, t } from "../text/text";

const kSettleMilliseconds = 200;

interface Command {
  text: string;
  note: string;
  hash: string;
}

function usePagesAndShops(shop: string | null, words: string): Command[] {
  const { account, shops } = useSigned();
  const pages = pagesFor(account, shop).map((entry) => ({ text: plain(entry.title), note: t("commandGoto"), hash: pageHash(entry, shop) }));
  const others = shops.filter((name) => name !== shop)
    .map((name) => ({ text: name, note: t("shop"), hash: hashOf(["shop", name, "overview"]) }));
  const wanted = words.toLowerCase();
  return [...pages, ...others].filter((command) => command.text.toLowerCase().includes(wanted)).slice(0, 12);
}

export function CommandBar({ shop, onClose }: { shop: string | null; onClose: () => void }): ReactElement {
  const { account } = useSigned();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const words = typed.trim();
  const settled = useSettled(words, kSettleMilliseconds);
  const searches = shop !== null && settled.length > 1 && may(account, "recommend", shop);
  const products = useLoad(searches ? `${shop}\n${settled}` : null, (signal) => searchProducts(shop ?? "", settled, signal));

  const commands = usePagesAndShops(shop, words);
  if (searches && shop) {
    for (const item of products.data ?? []) {
      commands.push({ text: titleOf(item.product_id, item.properties), note: t("commandProduct", { id: item.product_id }),
        hash: hashOf(["shop", shop, "explorer", "product", item.product_id]) });
    }
    commands.push({ text: words, note: t("commandPerson", { id: words }), hash: hashOf(["shop", shop, "explorer", "person", words]) });
  }
  const chosen = Math.min(active, commands.length - 1);

  function open(command: Command | undefined): void {
    if (!command) return;
    onClose();
    go(command.hash);
  }
  function pressed(event: KeyboardEvent): void {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move !== undefined && commands.length > 0) {
      event.preventDefault();
      setActive((chosen + move + commands.length) % commands.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(commands[chosen]);
    }
  }
  return (
    <Dialog title={t("commandBar")} onClose={onClose} wide>
      <input className="command-input" role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined} aria-label={t("commandHint")}
        placeholder={t("commandHint")} value={typed} autoComplete="off" spellCheck={false}
        onChange={(event) => { setTyped(event.target.value); setActive(0); }} onKeyDown={pressed} />
      <ul className="commands" role="listbox" id={`${id}-list`} aria-label={t("commandBar")}>
        {commands.map((command, index) => (
          <li key={command.hash + command.note} id={`${id}-${index}`} role="option" aria-selected={index === chosen}
            onMouseMove={() => setActive(index)} onClick={() => open(command)}>
            <bdi className="title">{command.text}</bdi> <span className="hint">{command.note}</span>
          </li>
        ))}
      </ul>
      <p className="unseen" role="status">{t("commandResults", { count: commands.length })}</p>
      {commands.length === 0 && <p className="hint">{t("commandNone")}</p>}
    </Dialog>
  );
}
