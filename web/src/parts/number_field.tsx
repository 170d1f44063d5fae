import type { ReactElement } from "react";
import { TextField } from "./field";

interface NumberFieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: number | null | undefined;
  percent?: boolean; // the person reads 5 where the server has 0.05
  step?: string;
  onChange: (value: number | null) => void;
}

// A share times 100 has digits that nobody typed: 0.07 * 100.
function tidy(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

export function NumberField({ value, percent = false, step, onChange, ...field }: NumberFieldProps): ReactElement {
  const factor = percent ? 100 : 1;
  const shown = value === null || value === undefined ? "" : String(tidy(value * factor));
  return (
    <TextField {...field} type="number" step={step ?? (percent ? "any" : "1")} value={shown}
      onChange={(text) => onChange(text === "" ? null : tidy(Number(text) / factor))} />
  );
}
