import type { ReactElement } from "react";
import type { Role, RoleGrant } from "../../api/types";
import { Button } from "../../parts/button";
import { SelectField } from "../../parts/field";
import { roleName } from "../../text/list_names";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";

const roles: Role[] = ["merchant", "analyst", "support", "owner", "operator"];
const hints: Record<Role, PlainWord> = {
  owner: "roleOwnerHint", merchant: "roleMerchantHint", analyst: "roleAnalystHint", support: "roleSupportHint", operator: "roleOperatorHint",
};

export function grantText(grant: RoleGrant): string {
  return `${roleName(grant.role)} · ${grant.shop ?? t("wholeServer")}`;
}

interface RolesFieldProps {
  grants: readonly RoleGrant[];
  places: readonly (string | null)[]; // shops that may be named; null: the whole server
  error?: string | undefined;
  onChange: (grants: RoleGrant[]) => void;
}

export function RolesField({ grants, places, error, onChange }: RolesFieldProps): ReactElement {
  const set = (index: number, fields: Partial<RoleGrant>): void => onChange(grants.map((grant, other) => (other === index ? { ...grant, ...fields } : grant)));
  return (
    <fieldset>
      <legend>{t("roles")}</legend>
      {grants.map((grant, index) => (
        <div className="grant" key={index}>
          <SelectField label={t("role")} hint={plain(hints[grant.role])} value={grant.role} onChange={(role) => set(index, { role })}
            choices={roles.map((role) => ({ value: role, text: roleName(role) }))} />
          <SelectField label={t("where")} value={grant.shop ?? ""} onChange={(shop) => set(index, { shop: shop === "" ? null : shop })}
            choices={[...new Set([...places, grant.shop])].map((place) => ({ value: place ?? "", text: place ?? t("wholeServer") }))} />
          <Button look="quiet" label={`${t("remove")}: ${grantText(grant)}`} onClick={() => onChange(grants.filter((_, other) => other !== index))}>✕</Button>
        </div>
      ))}
      {grants.length === 0 && <p className="hint">{t("roleNone")}</p>}
      <div className="row"><Button onClick={() => onChange([...grants, { role: "analyst", shop: places[0] ?? null }])}>{t("add")}</Button></div>
      {error && <p className="error" role="alert">{error}</p>}
    </fieldset>
  );
}
