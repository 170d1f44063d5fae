import type { ReactElement } from "react";
import { Dialog } from "../parts/dialog";
import { pagesFor } from "../pages";
import { useSigned } from "../session";
import { plain, t } from "../text/text";

export function KeyList({ shop, onClose }: { shop: string | null; onClose: () => void }): ReactElement {
  const { account } = useSigned();
  const rows: [string[], string][] = [
    [["Ctrl", "K"], t("keyOpenBar")],
    [["?"], t("keyHelp")],
    [["Esc"], t("keyClose")],
    [["t"], t("keyScheme")],
    ...pagesFor(account, shop).map((entry): [string[], string] => [["g", entry.key], t("keyGoto", { page: plain(entry.title) })]),
  ];
  return (
    <Dialog title={t("keyList")} onClose={onClose}>
      <dl className="key-list">
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
