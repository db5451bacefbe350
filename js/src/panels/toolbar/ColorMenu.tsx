/** What the points are colored by: own categories, columns of the data, numbers. */
import { colorInWords, depthOf, levelColor, levelOf } from "../../store/data/nesting";
import { isComponent, pairOf } from "../../store/data/pairs";
import { Icon } from "../../ui/icons";
import { type MenuSection, openMenu } from "../../ui/Menu";
import { useColorBy, useData, useGenes, useLabels, useTraits, useView } from "../common/context";

export function ColorMenu() {
  const traits = useTraits();
  const data = useData();
  const colorBy = useColorBy();
  const labels = useLabels();
  const genes = useGenes();
  const view = useView();
  const dataset = data.dataset.value;
  if (!dataset) return null;
  const color = traits.color.value;
  const words = (name: string) => colorInWords(name, labels.categories.value);
  const text = color === null ? null : words(color);
  const sections = () => {
    const choice = (name: string) => ({
      text: name,
      checked: name === color,
      onSelect: () => traits.set("color", name),
    });
    const ofKind = (kind: string) => dataset.columns.filter((c) => c.kind === kind).map((c) => choice(c.name));
    const own = labels.categories.peek().flatMap((category) => {
      // at the deepest level each label stands for itself; what is shown is listed all the same
      const shown = levelOf(color, [category])?.level ?? 0;
      const n = Math.max(depthOf(category.labels) - 1, shown);
      const levels = Array.from({ length: n }, (_, i) => levelColor(category.name, i + 1));
      return [choice(category.name), ...levels.map((level) => ({ ...choice(level), text: words(level) }))];
    });
    const shown = genes.shown.peek().map(choice);
    // of the components of embeddings those that are on screen
    const drawn = [color ?? "", ...(pairOf(traits.embedding.peek()) ?? [])];
    const components = [...new Set(drawn)].filter((name) => isComponent(name, dataset.embeddings)).map(choice);
    const known = [...own, ...shown, ...ofKind("category"), ...ofKind("number"), ...components].some(
      ({ checked }) => checked,
    );
    const all: MenuSection[] = [
      { heading: "Labels", choices: own },
      { heading: "Genes", choices: known || color === null ? shown : [...shown, choice(color)] },
      { heading: "Dataset", choices: ofKind("category") },
      { heading: "Numbers", choices: ofKind("number") },
      { heading: "Components", choices: components },
      { choices: [{ text: "No colour", checked: color === null, onSelect: () => traits.set("color", null) }] },
    ];
    return all.filter(({ choices }) => choices.length > 0);
  };
  return (
    <div class="cxw-color-by">
      <span class="cxw-soft cxw-wide-only">Colour</span>
      <button
        type="button"
        class="cxw-select"
        aria-haspopup="menu"
        aria-label={`Colour by: ${text ?? "nothing"}`}
        aria-busy={colorBy.loading.value}
        title={text ?? "No colour"}
        onClick={(event) => openMenu(view.layer, event.currentTarget, "Colour by", sections())}
      >
        <span class="cxw-ellipsis">{text ?? "No colour"}</span>
        <Icon name="down" />
      </button>
    </div>
  );
}
