// The time zone of a shop, to begin with the browser's own.
import type { ReactElement } from "react";
import { t } from "../text/text";
import { TextField } from "./field";

export const kZoneOfBrowser = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ZoneField(props: { value: string; onChange: (value: string) => void; error: string | undefined }): ReactElement {
  return <TextField label={t("shopTimeZone")} hint={t("shopTimeZoneHint")} {...props} />;
}
