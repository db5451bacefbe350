/** Before anyone is chosen: the colleagues whose drafts lie beside this one, each to be taken by a click. */
import { when } from "../../words";
import { useAgreement } from "../common/context";
import { ofColleague } from "./people";

interface WhoThereIsProps {
  category: string;
  problem: string | null;
  onMore: (anchor: HTMLElement) => void;
}

export function WhoThereIs({ category, problem, onMore }: WhoThereIsProps) {
  const agreement = useAgreement();
  const found = agreement.colleagues.value;
  const most = (names: readonly string[]) => [
    ...names.filter((name) => name === category),
    ...names.filter((name) => name !== category),
  ];
  return (
    <div class="cxw-compare-who">
      {problem !== null && (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      )}
      {found !== null && found.length > 0 && (
        <>
          <p class="cxw-hint">Others have labelled these cells too. Compare {category} with their</p>
          <ul>
            {found.map((colleague) => (
              <li key={colleague.path}>
                <span class="cxw-ellipsis" title={colleague.path}>
                  {colleague.name}
                </span>
                <span class="cxw-faint cxw-nowrap">
                  {colleague.savedAt === null ? "" : `saved ${when(colleague.savedAt)}`}
                </span>
                <span class="cxw-compare-offers">
                  {most(colleague.categories).map((name) => (
                    <button
                      key={name}
                      type="button"
                      class="cxw-button"
                      title={`Compare ${category} with ${name} of ${colleague.name}`}
                      aria-label={`Compare with ${name} of ${colleague.name}`}
                      onClick={() => agreement.toggle(ofColleague(colleague, name))}
                    >
                      <span class="cxw-ellipsis">{name}</span>
                    </button>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {found !== null && found.length === 0 && (
        <p class="cxw-hint">There is no draft of anybody else in the folder of yours.</p>
      )}
      <button type="button" class="cxw-link" onClick={(event) => onMore(event.currentTarget)}>
        A column, another category, or a file …
      </button>
    </div>
  );
}
