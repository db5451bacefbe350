/** What every component below may ask for: one part of the store at a time, and the state of this view. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Store } from "../../store/store";
import type { View } from "../../view/view";

/** Given once, around App; a component asks for the parts it needs by the hooks below. */
export const Here = createContext<{ store: Store; view: View } | null>(null);

function useHere(): { store: Store; view: View } {
  const here = useContext(Here);
  if (!here) throw new Error("A panel was rendered outside of a view.");
  return here;
}

export function useView(): View {
  return useHere().view;
}

function hookOf<Part extends keyof Store>(part: Part): () => Store[Part] {
  return () => useHere().store[part];
}

// What any panel may need.
export const useTraits = hookOf("traits");
export const useProblems = hookOf("problems");
export const useNotices = hookOf("notices");
export const useWaiting = hookOf("waiting");
export const useDisconnected = hookOf("disconnected");
export const useLink = hookOf("link");

// What is read of the data.
export const useData = hookOf("data");
export const useColumns = hookOf("columns");
export const useOwnCodes = hookOf("ownCodes");
export const useNames = hookOf("names");
export const useLayers = hookOf("layers");
export const usePreview = hookOf("preview");
export const useColorBy = hookOf("colorBy");
export const useTissue = hookOf("tissue");
export const usePictures = hookOf("pictures");

// Which cells are meant.
export const useSelection = hookOf("selection");
export const useFilters = hookOf("filters");
export const useSets = hookOf("sets");

// What a person says of them, and where it is kept.
export const useLabels = hookOf("labels");
export const useMeaning = hookOf("meaning");
export const useTerms = hookOf("terms");
export const useNeighbors = hookOf("neighbors");
export const useTakingAway = hookOf("takingAway");
export const usePages = hookOf("pages");
export const useRegions = hookOf("regions");
export const useImporting = hookOf("importing");
export const useAnswering = hookOf("answering");
export const useCarrying = hookOf("carrying");
export const useHistory = hookOf("history");
export const useDraft = hookOf("draft");
export const useUnsent = hookOf("unsent");

// What speaks for a label.
export const useGenes = hookOf("genes");
export const useFinder = hookOf("finder");
export const useGeneSets = hookOf("geneSets");
export const useMarkers = hookOf("markers");
export const useComposition = hookOf("composition");
export const useDots = hookOf("dots");
export const useViolins = hookOf("violins");
export const useConfusion = hookOf("confusion");
export const useAgreement = hookOf("agreement");
export const useReview = hookOf("review");
export const useClusters = hookOf("clusters");
