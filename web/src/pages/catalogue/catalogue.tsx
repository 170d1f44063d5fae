// The catalogue doctor: each finding with its products, what it costs and how to mend it.
import { useState } from "react";
import type { ReactElement } from "react";
import { get } from "../../api/client";
import type { CatalogueFindings, Finding, FoundProduct } from "../../api/types";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { ProductLine } from "../../parts/product";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { hashOf } from "../../route";
import { number } from "../../text/format";
import { findingWords, t } from "../../text/text";

const kMore = 50; // products that a person gets at a time

function columns(shop: string): Column<FoundProduct>[] {
  return [
    { title: t("product"), cell: (found) => (
      <ProductLine id={found.product_id} of={found} href={hashOf(["shop", shop, "explorer", "product", found.product_id])} />
    ) },
    { title: t("wantedBy"), cell: (found) => number(found.people), numeric: true },
  ];
}

function FindingCard({ shop, finding, all }: { shop: string; finding: Finding; all: number }): ReactElement {
  const [more, setMore] = useState<Finding[]>([]);
  const deed = useDeed();
  const last = more[more.length - 1] ?? finding;
  const words = findingWords(finding.finding) ?? { title: finding.what, costs: finding.costs, mend: finding.mend };
  const read = async (): Promise<void> => {
    const page = await get<CatalogueFindings>("/v1/catalogue/findings", {
      shop, query: { finding: finding.finding, after: last.next ?? undefined, limit: kMore },
    });
    setMore((before) => [...before, ...page.findings]);
  };
  return (
    <Card title={words.title} tools={<span className="chip">{t("productsOfAll", { count: finding.products, all })}</span>}>
      <p>{words.costs}</p>
      <p className="hint">{t("toMend")}: {words.mend}</p>
      <Table caption={words.title} columns={columns(shop)} rows={[finding, ...more].flatMap((page) => page.records)} keyOf={(found) => found.product_id} />
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {last.next !== null && <div className="row"><Button busy={deed.busy} onClick={() => deed.run(read)}>{t("more")}</Button></div>}
    </Card>
  );
}

export function Catalogue({ shop }: { shop: string }): ReactElement {
  const read = useLoad(`findings ${shop}`, () => get<CatalogueFindings>("/v1/catalogue/findings", { shop }));
  return (
    <Page title={t("catalogue")} lead={t("catalogueLead")}>
      <Shown of={read}>{({ products, findings }) => findings.length === 0
        ? <Card>{products === 0
          ? <Empty title={t("catalogueNone")}><p>{t("catalogueNoneHint")}</p></Empty>
          : <Empty title={t("catalogueWell", { count: products })} />}</Card>
        : <>{findings.map((finding) => <FindingCard key={finding.finding} shop={shop} finding={finding} all={products} />)}</>
      }</Shown>
    </Page>
  );
}
