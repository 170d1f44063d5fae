// The frame around each page: head, menu, content, and what lies above them when it is called.
import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { Button } from "../parts/button";
import { Toasts } from "../parts/toast";
import { pageHash, pagesFor } from "../pages";
import type { PageEntry } from "../pages";
import { hashOf, useHash, usePlace } from "../route";
import { useSigned } from "../session";
import { plain, t } from "../text/text";
import { CommandBar } from "./command_bar";
import { Content } from "./content";
import { SchemeButton, LanguageButton } from "./gate_tools";
import { useKeys } from "./keys";
import { KeyList } from "./key_list";
import { readPreference, writePreference } from "../preferences";

// The shop of the address; a page of the server keeps the last one in the menu.
function useShop(): string | null {
  const { shops } = useSigned();
  const { path } = usePlace();
  const named = path[0] === "shop" ? path[1] : undefined;
  useEffect(() => {
    if (named) writePreference("shop", named);
  }, [named]);
  if (named) return named;
  const kept = readPreference("shop");
  return kept && shops.includes(kept) ? kept : shops[0] ?? null;
}

function ShopSwitcher({ shop }: { shop: string | null }): ReactElement | null {
  const { shops } = useSigned();
  const { path } = usePlace();
  if (shops.length < 2) return shop ? <bdi className="shop-name">{shop}</bdi> : null;
  const page = path[0] === "shop" ? path[2] ?? "overview" : "overview";
  return (
    <label className="shop-switcher">
      <span className="unseen">{t("chooseShop")}</span>
      <select value={shop ?? ""} onChange={(event) => { window.location.hash = hashOf(["shop", event.target.value, page]); }}>
        {shop !== null && !shops.includes(shop) && <option value={shop}>{shop}</option>}
        {shops.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
    </label>
  );
}

function Menu({ shop, open }: { shop: string | null; open: boolean }): ReactElement {
  const { account } = useSigned();
  const { path } = usePlace();
  const [first, second, third] = path;
  const isCurrent = ({ of, id }: PageEntry): boolean =>
    of === "anybody" ? first === id : first === of && id === (of === "shop" ? third ?? "overview" : second);
  const entries = pagesFor(account, shop);
  const group = (of: PageEntry["of"]): ReactElement => (
    <ul>
      {entries.filter((entry) => entry.of === of).map((entry) => (
        <li key={entry.id}>
          <a href={pageHash(entry, shop)} aria-current={isCurrent(entry) ? "page" : undefined}>{plain(entry.title)}</a>
        </li>
      ))}
    </ul>
  );
  const server = entries.some((entry) => entry.of === "server");
  return (
    <nav id="menu" className={open ? "menu open" : "menu"} aria-label={t("navigation")}>
      {group("shop")}
      {server && <h2>{t("server")}</h2>}
      {server && group("server")}
      <h2>{t("help")}</h2>
      {group("anybody")}
      <h2>{t("profile")}</h2>
      <ul><li><a href="#/account" aria-current={first === "account" ? "page" : undefined}><bdi>{account.name || account.email}</bdi></a></li></ul>
    </nav>
  );
}

export function Shell(): ReactElement {
  const { account } = useSigned();
  const shop = useShop();
  const hash = useHash();
  const [menuOpen, setMenuOpen] = useState(false);
  const [above, setAbove] = useState<"bar" | "keys" | null>(null);
  useKeys(account, shop, setAbove);
  useEffect(() => setMenuOpen(false), [hash]);
  return (
    <>
      <header className="top">
        <a className="skip" href={hash} onClick={(event) => {
          event.preventDefault();
          document.getElementById("content")?.focus();
        }}>{t("skipToContent")}</a>
        <button type="button" className="button quiet menu-button" aria-expanded={menuOpen} aria-controls="menu"
          onClick={() => setMenuOpen(!menuOpen)}><span aria-hidden="true">☰</span><span className="unseen">{t("menu")}</span></button>
        <a className="brand" href="#/">{t("productName")}</a>
        <ShopSwitcher shop={shop} />
        <span className="space" />
        <button type="button" className="button search-button" onClick={() => setAbove("bar")}>
          <span className="sign" aria-hidden="true">⌕</span><span className="label">{t("commandBar")}</span> <kbd>Ctrl K</kbd>
        </button>
        <LanguageButton />
        <SchemeButton />
        <Button look="quiet" label={t("keyList")} onClick={() => setAbove("keys")}>?</Button>
      </header>
      <Menu shop={shop} open={menuOpen} />
      <main id="content" tabIndex={-1}>
        <Content shop={shop} />
      </main>
      <Toasts />
      {above === "bar" && <CommandBar shop={shop} onClose={() => setAbove(null)} />}
      {above === "keys" && <KeyList shop={shop} onClose={() => setAbove(null)} />}
    </>
  );
}
