/** One category of the user: its header, its labels, and a field for another. */
import { useEffect, useRef, useState } from "preact/hooks";
import { CheckBox } from "../../ui/CheckBox";
import { reveal } from "../../ui/focus";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import type { Category } from "../../wire/messages";
import { showDoubt } from "../common/alongGraph";
import { ColorDrop } from "../common/ColorDrop";
import {
  useData,
  useFilters,
  useLabels,
  useNeighbors,
  useRegions,
  useReview,
  useTraits,
  useView,
} from "../common/context";
import { FoldedCount } from "../common/FoldedCount";
import { boxesOf } from "../common/filterChoices";
import { MenuButton } from "../common/MenuButton";
import { openReview } from "../common/openReview";
import { RenameField } from "../common/RenameField";
import { useCodes } from "../common/useCodes";
import { regionChoices } from "../regions/regionChoices";
import {
  openAnswer,
  openExport,
  openFindTerms,
  openPage,
  openProposeNesting,
  openReport,
  openSmooth,
} from "./categoryDialogs";
import { NewLabel } from "./NewLabel";
import { OwnLabels } from "./OwnLabels";
import { PredictedMark } from "./PredictedMark";

export function CategoryBlock({ category }: { category: Category }) {
  const filters = useFilters();
  const traits = useTraits();
  const labels = useLabels();
  const review = useReview();
  const neighbors = useNeighbors();
  const data = useData();
  const regions = useRegions();
  const view = useView();
  const [renaming, setRenaming] = useState(false);
  const { name } = category;
  const section = `own:${category.id}`;
  const inUse = labels.inUse.value?.id === category.id;
  const open = view.unfolded.value.has(section);
  const boxes = boxesOf(filters, view, name, [...category.labels.map((label) => label.name), null]);
  useCodes(name, open);

  const head = useRef<HTMLElement>(null);
  useEffect(() => {
    if (inUse && head.current) reveal(head.current);
  }, [inUse]);
  // The digits go where one looks: a category that is looked at is in use.
  const toggle = () => {
    if (inUse) view.fold(section, !open);
    else labels.use(name);
  };
  const recolor = (scheme: "scanpy" | "safe") => void view.run(labels.recolorLabels(name, scheme));
  const menu = (anchor: HTMLElement) => {
    const ofRegions = regionChoices({ regions, data }, view, anchor, category);
    openMenu(view.layer, anchor, `Category ${name}`, [
      {
        choices: [
          { text: "Use for labelling", onSelect: () => labels.use(name) },
          { text: "Colour by", onSelect: () => traits.set("color", name) },
          { text: "Rename", hint: "double click", needs: "rename_category", onSelect: () => setRenaming(true) },
          {
            text: "Duplicate",
            needs: "create_category like",
            onSelect: () => {
              view.creating.value = { like: name };
            },
          },
        ],
      },
      {
        choices: [
          {
            text: "Doubt",
            hint: "by neighbours",
            needs: "doubt",
            onSelect: () => showDoubt({ neighbors }, view, anchor, name),
          },
          { text: "Smooth …", needs: "smooth", onSelect: () => openSmooth({ neighbors }, view, anchor, category.id) },
        ],
      },
      {
        choices: [
          { text: "Colours: scanpy", needs: "recolor_labels", onSelect: () => recolor("scanpy") },
          { text: "Colours: colour-vision safe", needs: "recolor_labels", onSelect: () => recolor("safe") },
        ],
      },
      {
        choices: [
          { text: "Find terms …", needs: "propose_terms", onSelect: () => openFindTerms(view, anchor, category.id) },
          {
            text: "Propose nesting …",
            needs: "propose_parents",
            onSelect: () => openProposeNesting(view, anchor, category.id),
          },
        ],
      },
      {
        choices: [
          { text: "Review …", needs: "review", onSelect: () => openReview({ review }, view, name) },
          { text: "Export …", needs: "export", onSelect: () => openExport(view, anchor, name) },
          { text: "Report …", needs: "report", onSelect: () => openReport(view, anchor, name) },
          { text: "Page for a colleague …", needs: "write_page", onSelect: () => openPage(view, anchor) },
          { text: "Take a colleague's answer …", needs: "take_answer", onSelect: () => openAnswer(view, anchor) },
        ],
      },
      ...(ofRegions.length > 0 ? [{ choices: ofRegions }] : []),
      {
        choices: [
          {
            text: "Delete",
            danger: true,
            needs: "delete_category",
            onSelect: () => void view.run(labels.deleteCategory(name)),
          },
        ],
      },
    ]);
  };

  return (
    <section class="cxw-category" data-in-use={inUse} aria-label={`Category ${name}`}>
      <header class="cxw-category-head" ref={head}>
        {renaming ? (
          <RenameField
            label={`Rename category ${name}`}
            value={name}
            rename={(next) => labels.renameCategory(name, next)}
            onDone={() => setRenaming(false)}
          />
        ) : (
          <button
            type="button"
            class="cxw-fold"
            aria-expanded={open}
            title={inUse ? `${name} (gets the labels)` : name}
            onClick={toggle}
            onDblClick={() => view.layer.offers("rename_category") && setRenaming(true)}
          >
            <Icon name={open ? "down" : "right"} />
            <span class="cxw-ellipsis" dir="auto">
              {name}
            </span>
            {!open && <FoldedCount n={category.labels.length} />}
          </button>
        )}
        {!renaming && (
          <CheckBox
            label={`Show all of ${name}`}
            title="Show all or none"
            state={boxes.state}
            onToggle={boxes.toggleAll}
          />
        )}
        {category.about?.predicted && <PredictedMark category={name} said={category.about.predicted} />}
        <MenuButton label={`Menu of category ${name}`} onOpen={menu} />
        <ColorDrop name={name} />
      </header>
      {open && (
        <>
          <OwnLabels category={category} inUse={inUse} boxes={boxes} />
          <NewLabel category={category} />
        </>
      )}
    </section>
  );
}
