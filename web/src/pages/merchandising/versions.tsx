import type { ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { ScenarioVersion } from "../../api/types";
import { useDeed } from "../../load";
import type { Loaded } from "../../load";
import { Button } from "../../parts/button";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { moment } from "../../text/format";
import { t } from "../../text/text";
import { differences } from "./differences";

export async function readVersions(shop: string, name: string): Promise<ScenarioVersion[]> {
  return (await get<{ versions: ScenarioVersion[] }>(`${pathOf("scenarios", name)}/versions`, { shop, query: { limit: 100 } })).versions;
}

export async function restoreVersion(shop: string, name: string, version: number): Promise<void> {
  await ask("POST", `${pathOf("scenarios", name)}/restore`, { shop, query: { version } });
}

interface VersionsProps {
  shop: string;
  name: string;
  versions: Loaded<ScenarioVersion[]>;
  mayChange: boolean;
  onRestored: () => void;
}

export function Versions({ shop, name, versions, mayChange, onRestored }: VersionsProps): ReactElement {
  const deed = useDeed();
  return (
    <Card title={t("versions")}>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <Shown of={versions}>{(read) => {
        const columns: Column<ScenarioVersion>[] = [
          { title: t("version"), cell: (row) => row.version },
          { title: t("when"), cell: (row) => moment(row.at) },
          { title: t("savedBy"), cell: (row) => row.saved_by ? <bdi>{row.saved_by}</bdi> : "–" },
          { title: t("changed"), cell: (row) => differences(read.find((other) => other.version < row.version)?.scenario, row.scenario).map((words) => <div key={words}>{words}</div>) },
          { title: t("actions"), cell: (row) => mayChange && row.scenario && row.version !== read[0]?.version && (
            <Button label={t("restoreVersion", { version: row.version })} busy={deed.busy}
              onClick={() => deed.run(async () => { await restoreVersion(shop, name, row.version); onRestored(); })}>{t("restore")}</Button>
          ) },
        ];
        return <Table caption={t("versions")} columns={columns} rows={read} keyOf={(row) => String(row.version)} />;
      }}</Shown>
    </Card>
  );
}
