/**
 * Where views stand in the page. An output that the kernel renews (`w.merge()` renews its picture) is drawn anew by
 * JupyterLab, which takes the place of the view out of the page and never says that the view is over. Its box goes to the
 * new place then, with all that a person sees and has open in it.
 */
import { focusOn, followFocus } from "./ui/focus";
import { keepScrolled } from "./ui/keepScrolled";

interface Placed {
  readonly box: HTMLElement;
  /** whose the box is now: the last that was given it */
  owner: object;
  /** its place is, or was, part of an output: before that, a place without one only waits to be put there */
  stood: boolean;
  /** as it was before it was taken out of the page: scrolled, and with the focus if nothing else has that */
  restore(): void;
  end(): void;
}

export interface Places {
  /** The box of a view in this place: one whose own place was taken away, else one that is made. Gives what ends it. */
  give(place: HTMLElement, make: (lifetime: AbortSignal) => ShadowRoot): () => void;
}

/** A new place is put into its output at once; frames until that is seen at the latest. */
const FRAMES = 3;

export function createPlaces(): Places {
  const all = new Set<Placed>();

  function made(make: (lifetime: AbortSignal) => ShadowRoot): Placed {
    const lifetime = new AbortController();
    const root = make(lifetime.signal);
    const box = root.host as HTMLElement;
    const scrollBack = keepScrolled(root, lifetime.signal);
    const focused = followFocus(root, lifetime.signal);
    let away = false;
    // it has a size only in the page, from where a notebook takes cells that are out of sight
    const observer = new ResizeObserver(() => {
      if (away && box.isConnected) scrollBack();
      away = !box.isConnected;
      placed.stood ||= !away;
    });
    const placed: Placed = {
      box,
      owner: {},
      stood: false,
      restore() {
        scrollBack();
        const had = focused.last();
        if (had && root.contains(had) && document.activeElement === document.body) focusOn(had);
      },
      end() {
        observer.disconnect();
        all.delete(placed);
        lifetime.abort();
      },
    };
    observer.observe(box);
    all.add(placed);
    return placed;
  }

  function move(placed: Placed, place: HTMLElement): void {
    place.append(placed.box);
    placed.stood = placed.box.isConnected;
    let frames = 0;
    // once the place is in the page, and before that is painted
    const look = () => {
      if (placed.box.isConnected) {
        placed.stood = true;
        placed.restore();
      } else if (++frames < FRAMES) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  return {
    give(place, make) {
      // cells out of sight are taken out of the page whole: their place stays where it was in its output
      const left = [...all].find(({ box, stood }) => stood && !box.parentElement?.parentNode);
      if (left) move(left, place);
      const placed = left ?? made(make);
      const owner = {};
      placed.owner = owner;
      return () => {
        if (placed.owner === owner) placed.end();
      };
    },
  };
}
