// The totals of the period, each beside that of the period before.
import type { ReactElement } from "react";
import { amountIn } from "../../text/amounts";
import { money, number, percent } from "../../text/format";
import { t } from "../../text/text";
import type { Figures } from "./overview";
import { clickRate, conversion, totalsOf } from "./totals";

interface Tile {
  title: string;
  hint: string;
  now: number | null;
  before: number | null;
  text: (value: number) => string;
  isShare?: boolean;
}

// Rates are compared in points, all else by the part that came on top.
function changeOf(tile: Tile): string {
  if (tile.now === null || tile.before === null || (tile.before === 0 && !tile.isShare)) return t("newlyThere");
  const change = tile.isShare ? tile.now - tile.before : (tile.now - tile.before) / tile.before;
  const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
  const size = tile.isShare ? `${number(Math.abs(change) * 100, 2)} pp` : percent(Math.abs(change));
  return t("change", { change: `${sign}${size}`, value: tile.text(tile.before) });
}

function TileBox({ tile }: { tile: Tile }): ReactElement {
  const { now, before } = tile;
  const look = now === null || before === null || now === before ? "" : now > before ? "up" : "down";
  return (
    <div className="tile">
      <h2>{tile.title}</h2>
      <p className="figure">{now === null ? "–" : tile.text(now)}</p>
      <p className={`change ${look}`}>{changeOf(tile)}</p>
      <p className="hint">{tile.hint}</p>
    </div>
  );
}

export function Measures({ figures, place }: { figures: Figures; place: string }): ReactElement {
  const now = totalsOf(figures.now, place);
  const before = totalsOf(figures.before, place);
  const currencies = [...new Set([...now.revenue, ...before.revenue].map((each) => each.currency))].sort();
  const plain = (value: number): string => number(value);
  const share = (value: number): string => percent(value, 2);
  const tiles: Tile[] = [
    ...currencies.map((currency) => ({
      title: t("revenueIn", { currency }), hint: t("revenueHint"),
      now: Number(amountIn(now.revenue, currency)), before: Number(amountIn(before.revenue, currency)),
      text: (value: number) => money({ currency, amount: value.toFixed(2) }),
    })),
    { title: t("orders"), hint: t("ordersHint"), now: now.orders, before: before.orders, text: plain },
    { title: t("listsShown"), hint: t("listsShownHint"), now: now.listsShown, before: before.listsShown, text: plain },
    { title: t("clickRate"), hint: t("clickRateHint"), now: clickRate(now), before: clickRate(before), text: share, isShare: true },
    { title: t("conversion"), hint: t("conversionHint"), now: conversion(now), before: conversion(before), text: share, isShare: true },
  ];
  return <div className="tiles">{tiles.map((tile) => <TileBox key={tile.title} tile={tile} />)}</div>;
}
