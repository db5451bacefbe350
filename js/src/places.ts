/**
 * Where views stand in the page. An output that the kernel renews (`w.merge()` renews its picture) is drawn anew by
 * JupyterLab, which takes the place of the view out of the page and never says that the view is over. Its box goes to the
 * new place then, with all that a person sees and has open in it.
 */
import { keepScrolled } from "./ui/keepScrolled";

interface Placed {
  readonly box: HTMLElement;
  /** whose the box is now: the last that was given it */
  owner: object;
  /** its place was part of an output once: before that, a place without one only waits to be put there */
  stood: boolean;
  scrollBack(): void;
  end(): void;
}

export interface Places {
  /** The box of a view in this place: one whose own place was taken away, else one that is made. Gives what ends it. */
  give(place: HTMLElement, make: (lifetime: AbortSignal) => ShadowRoot): () => void;
}

export function createPlaces(): Places {
  const all = new Set<Placed>();

  function made(make: (lifetime: AbortSignal) => ShadowRoot): Placed {
    const lifetime = new AbortController();
    const root = make(lifetime.signal);
    const box = root.host as HTMLElement;
    let away = false;
    // it has a size only in the page, from where a notebook takes cells that are out of sight
    const observer = new ResizeObserver(() => {
      if (away && box.isConnected) placed.scrollBack();
      away = !box.isConnected;
      placed.stood ||= !away;
    });
    const placed: Placed = {
      box,
      owner: {},
      stood: false,
      scrollBack: keepScrolled(root, lifetime.signal),
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

  return {
    give(place, make) {
      // cells out of sight are taken out of the page whole: their place stays where it was in its output
      const left = [...all].find(({ box, stood }) => stood && !box.parentElement?.parentNode);
      const placed = left ?? made(make);
      if (left) {
        place.append(left.box);
        // once the place is in the page, and before that is painted
        requestAnimationFrame(left.scrollBack);
      }
      const owner = {};
      placed.owner = owner;
      return () => {
        if (placed.owner === owner) placed.end();
      };
    },
  };
}
