/** The picture as it will be saved, small: asked for after a rest, the newest wins. */
import { useEffect, useState } from "preact/hooks";
import type { PictureFile } from "../../store/data/pictures";
import type { PictureBody } from "../../wire/pictureBody";
import { usePictures } from "../common/context";

export interface DrawnPicture {
  url: string | null;
  file: PictureFile | null;
  problem: string | null;
  busy: boolean;
}

const REST_MS = 150;
/** Pixels of its longer side: it is shown in about half as many CSS pixels. */
const PIXELS = 1000;

/** `fresh`: something that is another when what is drawn changed; `paused`: a file is being made. */
export function useDrawnPicture(body: PictureBody, fresh: unknown, paused: boolean): DrawnPicture {
  const pictures = usePictures();
  const [shown, setShown] = useState<Omit<DrawnPicture, "busy">>({ url: null, file: null, problem: null });
  const [busy, setBusy] = useState(true);
  const longest = Math.max(shown.file?.width ?? body.size[0], shown.file?.height ?? body.size[1]);
  const scale = Math.min(1, Number((PIXELS / longest).toPrecision(2)));
  const key = JSON.stringify([{ ...body, format: "png", scale: 0 }, fresh]);
  // of the body all that matters is in the key
  useEffect(() => {
    if (paused) return;
    setBusy(true);
    let ended = false;
    const timer = setTimeout(async () => {
      try {
        const file = await pictures.ask({ ...body, format: "png", scale });
        if (ended || !file) return;
        setShown({ url: URL.createObjectURL(file.blob), file, problem: null });
      } catch (error) {
        if (!ended) setShown((before) => ({ ...before, problem: (error as Error).message }));
      }
      if (!ended) setBusy(false);
    }, REST_MS);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [key, paused]);
  useEffect(() => () => (shown.url === null ? undefined : URL.revokeObjectURL(shown.url)), [shown.url]);
  useEffect(() => pictures.callOff, [pictures]);
  return { ...shown, busy };
}
