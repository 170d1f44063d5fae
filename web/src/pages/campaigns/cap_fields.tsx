import type { ReactElement } from "react";
import type { Campaign, CampaignCaps, GroupCap } from "../../api/campaign_types";
import type { Problem } from "../../api/problem";
import { Button } from "../../parts/button";
import { Checkbox, SelectField, TextField } from "../../parts/field";
import { NumberField } from "../../parts/number_field";
import { t } from "../../text/text";

interface CapFieldsProps {
  draft: Campaign;
  problem: Problem | null;
  onChange: (fields: Partial<Campaign>) => void;
}

interface GroupCapProps {
  cap: GroupCap;
  error: (name: string) => string | undefined;
  onChange: (cap: GroupCap) => void;
  onRemove: () => void;
}

function GroupCapFields({ cap, error, onChange, onRemove }: GroupCapProps): ReactElement {
  return (
    <div className="cap" role="group" aria-label={t("capGroup")}>
      <SelectField label={t("capOf")} value={cap.attribute} onChange={(attribute) => onChange({ ...cap, attribute })} error={error("attribute")}
        choices={[{ value: "brand", text: t("capBrand") }, { value: "category", text: t("capCategory") }]} />
      <TextField label={t("capValue")} value={cap.value ?? ""} onChange={(value) => onChange({ ...cap, value })} error={error("value")} />
      <NumberField label={t("capMost")} value={cap.most} onChange={(most) => onChange({ ...cap, most: most ?? 0 })} error={error("most")} />
      <Button onClick={onRemove} label={`${t("remove")}: ${t("capGroup")}`}>{t("remove")}</Button>
    </div>
  );
}

export function CapFields({ draft, problem, onChange }: CapFieldsProps): ReactElement {
  const caps = draft.caps ?? {};
  const groups = caps.groups ?? [];
  const set = (fields: CampaignCaps): void => onChange({ caps: { ...caps, ...fields } });
  return (
    <fieldset>
      <legend>{t("capsTitle")}</legend>
      <Checkbox label={t("capStock")} checked={caps.stock === true} onChange={(stock) => set({ stock })} />
      <div className="fields">
        <NumberField label={t("capProduct")} hint={t("capProductHint")} value={caps.product} onChange={(product) => set({ product })} error={problem?.at("/caps/product")} />
      </div>
      {groups.map((cap, index) => (
        <GroupCapFields key={index} cap={cap} error={(name) => problem?.at(`/caps/groups/${index}/${name}`)}
          onChange={(next) => set({ groups: groups.map((each, other) => (other === index ? next : each)) })}
          onRemove={() => set({ groups: groups.filter((_, other) => other !== index) })} />
      ))}
      <div className="row"><Button onClick={() => set({ groups: [...groups, { attribute: "brand", value: "", most: 1_000 }] })}>{t("capAdd")}</Button></div>
    </fieldset>
  );
}
