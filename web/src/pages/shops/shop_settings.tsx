// The settings of one shop that its operator is likeliest to choose: its currency, and how large its model is.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, pathOf } from "../../api/client";
import type { Shop } from "../../api/types";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { say } from "../../parts/toast";
import { t } from "../../text/text";

export function ShopSettings({ shop: { name, settings }, onDone, onClose }: { shop: Shop; onDone: () => void; onClose: () => void }): ReactElement {
  const [currency, setCurrency] = useState(settings.currency ?? "");
  const [dimensions, setDimensions] = useState(String(settings.model?.dimensions ?? ""));
  const deed = useDeed();
  function save(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => {
      const wanted = { currency: currency.trim() || null, model: { dimensions: Number(dimensions) || null } };
      await ask("PATCH", pathOf("shops", name), { body: { settings: wanted } });
      say(t("saved", { name }));
      onDone();
    });
  }
  return (
    <Dialog title={t("settingsOf", { name })} onClose={onClose}>
      <form onSubmit={save}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <TextField label={t("newShopCurrency")} hint={t("newShopCurrencyHint")} value={currency} onChange={setCurrency} />
        <TextField label={t("dimensions")} hint={t("dimensionsHint")} type="number" value={dimensions} onChange={setDimensions} />
        <div className="row end"><Button type="submit" look="main" busy={deed.busy}>{t("save")}</Button></div>
      </form>
    </Dialog>
  );
}
