import type { OwedRow } from '../../../../backend';

/** What is still owed of a row; `null` while its amount isn't known. */
export function leftOf(row: OwedRow): number | null {
  return row.owed === null ? null : Math.max(0, row.owed - row.paid);
}

/** The rows as a sum: left = owed − paid. Of what was paid beyond a row's amount nothing counts for another row. */
export function sumOf(rows: readonly OwedRow[]): {
  owed: number;
  paid: number;
  left: number;
  unknown: number;
} {
  const sum = { owed: 0, paid: 0, left: 0, unknown: 0 };
  for (const row of rows) {
    if (row.owed === null) sum.unknown += 1;
    else {
      sum.owed += row.owed;
      sum.paid += Math.min(row.paid, row.owed);
      sum.left += Math.max(0, row.owed - row.paid);
    }
  }
  return sum;
}
