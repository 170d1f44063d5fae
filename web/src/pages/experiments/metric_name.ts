import type { Method, Metric } from "../../api/experiment_types";
import { plain } from "../../text/text";
import type { PlainWord } from "../../text/text";

const metricWords: Record<Metric, PlainWord> = {
  revenue_per_visitor: "metricRevenue", conversion: "metricConversion", clicks: "metricClicks", purchases: "metricPurchases",
};

export function metricName(metric: Metric): string {
  return plain(metricWords[metric]);
}

export function methodName(method: Method): string {
  return plain(method === "interleaving" ? "methodInterleaving" : "methodSplit");
}
