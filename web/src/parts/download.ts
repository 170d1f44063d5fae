// A file made in the page. Nothing leaves the browser.

function cell(value: string | number): string {
  const text = String(value);
  // A spreadsheet takes a cell that begins so for a formula; titles come from outside.
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
}

export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

// For a spreadsheet, which takes text for UTF-8 where the mark stands before it.
export function download(name: string, csv: string): void {
  keepFile(name, "\ufeff" + csv, "text/csv");
}

// The text as it is, for programs.
export function keepFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
