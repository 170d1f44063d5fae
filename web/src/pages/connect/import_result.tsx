// The outcome of an import: the numbers in a sentence, and the rejects as a table and a file.
import type { ReactElement } from "react";
import type { Imported, ImportReject } from "../../api/import_types";
import { Button } from "../../parts/button";
import { csvOf, download } from "../../parts/download";
import { t } from "../../text/text";

const kShownRejects = 50;

function downloadRejects(file: string, rejects: readonly ImportReject[]): void {
  const lines = rejects.map(({ place, why, record = "" }) => [place, why, record]);
  download(`rejects-${file.replace(/\..*$/, "").replace(/[^\w-]/g, "_")}.csv`, csvOf([["place", "why", "record"], ...lines]));
}

function Rejects({ file, done }: { file: string; done: Imported }): ReactElement {
  const { rejects, rejects_not_told: untold } = done;
  return (
    <section className="stack">
      <h3>{t("importRejects")}</h3>
      <div className="row"><Button onClick={() => downloadRejects(file, rejects)}>{t("importDownload")}</Button></div>
      {rejects.length > kShownRejects && <p className="hint">{t("importRejectsSome", { shown: kShownRejects, told: rejects.length })}</p>}
      {untold > 0 && <p className="hint">{t("importRejectsUntold", { count: untold })}</p>}
      <div className="table rejects" role="region" aria-label={t("importRejects")} tabIndex={0}>
        <table>
          <thead><tr><th scope="col">{t("importPlace")}</th><th scope="col">{t("importWhy")}</th><th scope="col">{t("importRecord")}</th></tr></thead>
          <tbody>
            {rejects.slice(0, kShownRejects).map(({ place, why, record = "" }, index) => (
              <tr key={index}>
                <td data-title={t("importPlace")}>{place}</td>
                <td data-title={t("importWhy")}>{why}</td>
                <td data-title={t("importRecord")}><bdi><code>{record.slice(0, 200)}</code></bdi></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

// `onConfirm`: sends the file again so that much is hidden; it is offered where that alone was in the way.
export function ImportResult({ file, done, busy, onConfirm }: { file: string; done: Imported; busy: boolean; onConfirm: () => void }): ReactElement {
  const { records, created, updated, unchanged, refused, hidden, not_hidden: why } = done;
  return (
    <div className="stack">
      <div role="status">
        <p><strong>{t("importDone", { records, created, updated, unchanged, refused })}</strong></p>
        {hidden > 0 && <p>{t("importHidden", { count: hidden })}</p>}
        {why && <p>{t("importNotHidden", { why })}</p>}
      </div>
      {why && refused === 0 && <div className="row"><Button look="danger" busy={busy} onClick={onConfirm}>{t("importHideAnyway")}</Button></div>}
      {done.rejects.length > 0 && <Rejects file={file} done={done} />}
    </div>
  );
}
