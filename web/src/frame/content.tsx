// Which page an address shows. A page is made anew when its shop changes, so nothing of one shop lingers in another.
import type { ReactElement } from "react";
import { Account } from "../pages/account/account";
import { Audit } from "../pages/audit/audit";
import { Calendar } from "../pages/calendar/calendar";
import { Campaigns } from "../pages/campaigns/campaigns";
import { Catalogue } from "../pages/catalogue/catalogue";
import { Connect } from "../pages/connect/connect";
import { Experiments } from "../pages/experiments/experiments";
import { Explorer } from "../pages/explorer/explorer";
import { Keys } from "../pages/keys/keys";
import { Merchandising } from "../pages/merchandising/merchandising";
import { Monitoring } from "../pages/monitoring/monitoring";
import { Overview } from "../pages/overview/overview";
import { People } from "../pages/people/people";
import { Segments } from "../pages/segments/segments";
import { Shops } from "../pages/shops/shops";
import { Page } from "../parts/page";
import { may, ofWholeServer, useSigned } from "../session";
import { usePlace } from "../route";
import { t } from "../text/text";
import { LatePage } from "./late_page";

function ofShop(page: string, shop: string, more: string[]): ReactElement | null {
  switch (page) {
    case "overview": return <Overview key={shop} shop={shop} />;
    case "earnings": return <LatePage key={shop}>{({ Earnings }) => <Earnings shop={shop} />}</LatePage>;
    case "explorer": return <Explorer key={shop} shop={shop} more={more} />;
    case "merchandising": return <Merchandising key={shop} shop={shop} more={more} />;
    case "segments": return <Segments key={shop} shop={shop} more={more} />;
    case "campaigns": return <Campaigns key={shop} shop={shop} more={more} />;
    case "receivers": return <LatePage key={shop}>{({ Receivers }) => <Receivers shop={shop} />}</LatePage>;
    case "experiments": return <Experiments key={shop} shop={shop} more={more} />;
    case "calendar": return <Calendar key={shop} shop={shop} />;
    case "catalogue": return <Catalogue key={shop} shop={shop} />;
    case "connect": return <Connect key={shop} shop={shop} />;
    case "keys": return <Keys key={shop} shop={shop} />;
    case "people": return <People key={shop} shop={shop} />;
    case "audit": return <Audit key={shop} shop={shop} />;
    default: return null;
  }
}

function ofServer(page: string | undefined): ReactElement | null {
  if (page === "shops") return <Shops />;
  return page === "monitoring" ? <Monitoring /> : null;
}

export function Content({ shop }: { shop: string | null }): ReactElement {
  const { account } = useSigned();
  const { path } = usePlace();
  const [of, second, third, ...more] = path;
  let page: ReactElement | null = null;
  if (of === undefined && shop === null && !may(account, "admin", null)) {
    return <Page title={t("noShop")}><p>{t("noShopHint")}</p></Page>;
  }
  if (of === undefined) page = shop === null ? ofServer("shops") : ofShop("overview", shop, []);
  if (of === "shop" && second) page = ofShop(third ?? "overview", second, more);
  if (of === "server" && ofWholeServer(account)) page = ofServer(second);
  if (of === "account") page = <Account />;
  if (of === "reference") page = <LatePage>{({ Reference }) => <Reference />}</LatePage>;
  return page ?? <Page title={t("noSuchPage")}><p>{t("noSuchPageHint")}</p></Page>;
}
