// All shops of the server: make one, suspend one, delete one.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { Shop } from "../../api/types";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { TypedConfirmation } from "../../parts/dialog";
import { TextField } from "../../parts/field";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { kZoneOfBrowser, ZoneField } from "../../parts/zone_field";
import { say } from "../../parts/toast";
import { go, hashOf } from "../../route";
import { useSigned } from "../../session";
import { moment } from "../../text/format";
import { t } from "../../text/text";
import { ShopSettings } from "./shop_settings";

function NewShop({ onMade }: { onMade: () => void }): ReactElement {
  const [name, setName] = useState("");
  const [currency, setCurrency] = useState("");
  const deed = useDeed();
  const [zone, setZone] = useState(kZoneOfBrowser);
  const settings = { currency: currency.trim() || null, time_zone: zone.trim() || null };
  const at = (pointer: string): string | undefined => deed.problem?.at(pointer);
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => {
      const { data } = await ask<Shop>("POST", "/v1/shops", { body: { name: name.trim(), settings } });
      onMade();
      go(hashOf(["shop", data.name, "connect"]));
    });
  }
  return (
    <Card title={t("newShop")}>
      <form onSubmit={submit}>
        {deed.problem && !at("/name") && !at("/settings/currency") && !at("/settings/time_zone") && <ProblemBox problem={deed.problem} />}
        <div className="fields">
          <TextField label={t("newShopName")} hint={t("newShopNameHint")} value={name} onChange={setName} required error={at("/name")} />
          <TextField label={t("newShopCurrency")} hint={t("newShopCurrencyHint")} value={currency} onChange={setCurrency} error={at("/settings/currency")} />
          <ZoneField value={zone} onChange={setZone} error={at("/settings/time_zone")} />
        </div>
        <div className="row"><Button type="submit" look="main" busy={deed.busy}>{t("makeShop")}</Button></div>
      </form>
    </Card>
  );
}

function Deletion({ name, onDone, onClose }: { name: string; onDone: () => void; onClose: () => void }): ReactElement {
  const deed = useDeed();
  function remove(): void {
    deed.run(async () => {
      await ask("DELETE", pathOf("shops", name), { body: { confirm: name } });
      say(t("shopDeleted", { name }));
      onDone();
    });
  }
  return <TypedConfirmation title={t("deleteShop")} why={t("deleteShopWhy", { name })} word={name} act={t("deleteShop")} deed={deed} onConfirm={remove} onClose={onClose} />;
}

export function Shops(): ReactElement {
  const { reloadShops } = useSigned();
  const shops = useLoad("all shops", () => get<{ shops: Shop[] }>("/v1/shops"));
  const [doomed, setDoomed] = useState<string | null>(null);
  const [edited, setEdited] = useState<Shop | null>(null);
  const deed = useDeed();
  function changed(): void {
    setDoomed(null);
    setEdited(null);
    shops.reload();
    reloadShops();
  }
  function setState(shop: Shop, state: Shop["state"]): void {
    deed.run(async () => {
      await ask("PATCH", pathOf("shops", shop.name), { body: { state } });
      const other = state === "active" ? "suspended" : "active";
      say(state === "active" ? t("shopResumed", { name: shop.name }) : t("shopSuspended", { name: shop.name }), () => setState(shop, other));
      changed();
    });
  }
  const columns: Column<Shop>[] = [
    { title: t("name"), cell: (shop) => <a href={hashOf(["shop", shop.name, "overview"])}><bdi>{shop.name}</bdi></a> },
    { title: t("state"), cell: (shop) => <><span className={shop.state === "active" ? "chip good" : "chip bad"}>{shop.state === "active" ? t("active") : t("suspended")}</span>{shop.registered && <> <span className="chip">{t("registeredShop")}</span></>}</> },
    { title: t("created"), cell: (shop) => (shop.created_at ? moment(shop.created_at) : "–") },
    { title: t("actions"), cell: (shop) => (
      <span className="row">
        <a className="button" href={hashOf(["shop", shop.name, "connect"])} aria-label={t("connectOf", { name: shop.name })}>{t("shopSetup")}</a>
        <Button label={t("settingsOf", { name: shop.name })} onClick={() => setEdited(shop)}>{t("settings")}</Button>
        {shop.state === "active"
          ? <Button label={t("suspendOf", { name: shop.name })} onClick={() => setState(shop, "suspended")}>{t("suspend")}</Button>
          : <Button label={t("resumeOf", { name: shop.name })} onClick={() => setState(shop, "active")}>{t("resume")}</Button>}
        <Button label={t("deleteOf", { name: shop.name })} onClick={() => setDoomed(shop.name)}>{t("deleteShop")}</Button>
      </span>
    ) },
  ];
  return (
    <Page title={t("shops")} lead={t("shopsLead")}>
      <NewShop onMade={changed} />
      <Card title={t("allShops")}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <Shown of={shops}>{(read) => read.shops.length === 0
          ? <Empty title={t("noShops")}><p>{t("noShopsHint")}</p></Empty>
          : <Table caption={t("allShops")} columns={columns} rows={read.shops} keyOf={(shop) => shop.name} />
        }</Shown>
      </Card>
      {edited && <ShopSettings shop={edited} onDone={changed} onClose={() => setEdited(null)} />}
      {doomed !== null && <Deletion name={doomed} onDone={changed} onClose={() => setDoomed(null)} />}
    </Page>
  );
}
