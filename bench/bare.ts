// The bare page's script: the widget's own renderer without anything around it.
import { boundsOf, fitted } from "../js/src/plot/camera/camera";
import { PackedCells } from "../js/src/plot/points/cells";
import { pointStyle } from "../js/src/plot/points/density";
import { Points } from "../js/src/plot/points/points";

export function draw(canvas: HTMLCanvasElement, xy: Float32Array, codes: Uint8Array, palette: Uint8Array): void {
  const size = { width: canvas.clientWidth, height: canvas.clientHeight };
  const points = new Points(canvas, () => {}, new AbortController().signal);
  const cells = new PackedCells(xy);
  cells.setCodes(codes);
  points.setCells(xy, cells, null);
  points.setPalette(palette);
  points.begin({
    camera: fitted(boundsOf(xy), size, 28),
    size,
    pixelRatio: devicePixelRatio,
    ...pointStyle(cells.length, size, 1),
    dimmed: false,
    background: [1, 1, 1],
    text: [0, 0, 0],
    progress: 1,
  });
  points.paint(0, points.count);
}
