import type { Metric } from "../../api/experiment_types";
import { plain } from "../../text/text";

export function metricName(metric: Metric): string {
  return plain(metric === "conversion" ? "metricConversion" : "metricRevenue");
}
