/** Two people's labels against each other: what they call the same is on the diagonal, what is not stands out. */
import { useMemo } from "preact/hooks";
import { modeOf } from "../../plot/input/gestures";
import type { Compared } from "../../store/evidence/agreement";
import type { PairTable } from "../../wire/compared";
import type { Name } from "../../wire/values";
import { cells, count, share } from "../../words";
import { useAgreement, useView } from "../common/context";
import type { Names } from "../evidence/useNames";
import { kindOf, relationInWords, shadeOf } from "./inOneLine";
import { Matrix } from "./Matrix";

export function AgreementMatrix({ told, table }: { told: Compared; table: PairTable }) {
  const agreement = useAgreement();
  const view = useView();
  const { rows, columns, counts, relations } = table;
  const names = useMemo(
    () => [namesOf(rows, table.rowColors), namesOf(columns, table.columnColors)] as const,
    [rows, columns, table.rowColors, table.columnColors],
  );
  const totals = useMemo(() => totalsOf(table), [table]);
  const people = [told.annotators[table.a]?.name ?? "", told.annotators[table.b]?.name ?? ""] as const;
  const at = agreement.square.value;
  const square = (row: number, column: number) => {
    const place = row * columns.length + column;
    const n = counts[place] ?? 0;
    const relation = relations[place] ?? "other";
    const [own, theirs] = [rows[row] ?? "", columns[column] ?? ""];
    const parts =
      n === 0 ? "" : `, ${share(n, totals.rowTotals[row])} of ${own}; ${relationInWords(relation, own, theirs)}`;
    return {
      part: shadeOf(n, totals.rowTotals[row] ?? 0, relation),
      text: n === 0 ? "" : count(n),
      said: `${own} and ${theirs}: ${n === 0 ? "no cell" : cells(n)}${parts}`,
      kind: kindOf(relation),
      chosen: at !== null && at.row === own && at.column === theirs,
    };
  };
  return (
    <Matrix
      label={`${people[0]} against ${people[1]}`}
      table={{ rows, columns, ...totals }}
      of={people}
      names={names}
      orders={[table.rowOrder, table.columnOrder]}
      how="Click to select them and colour by agreement; Shift adds, Alt takes out"
      square={square}
      onPick={(row, column, event) =>
        void view.attempt(
          agreement.pick(
            row === null ? null : (rows[row] ?? null),
            column === null ? null : (columns[column] ?? null),
            modeOf(event),
          ),
        )
      }
    />
  );
}

function namesOf(all: readonly string[], colors: readonly (string | null)[]): Names {
  const known = new Map<Name, string | null>(all.map((name, i) => [name, colors[i] ?? null]));
  return { text: (name) => name ?? "unassigned", color: (name) => known.get(name) ?? undefined };
}

function totalsOf({ rows, columns, counts }: PairTable) {
  const rowTotals = rows.map(() => 0);
  const columnTotals = columns.map(() => 0);
  let total = 0;
  counts.forEach((n, i) => {
    const [row, column] = [Math.floor(i / columns.length), i % columns.length];
    rowTotals[row] = (rowTotals[row] ?? 0) + n;
    columnTotals[column] = (columnTotals[column] ?? 0) + n;
    total += n;
  });
  return { rowTotals, columnTotals, total };
}
