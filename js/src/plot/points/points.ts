// Draws the cells with WebGL2: float32 places, one uint32 a cell, colors from a texture.
//
// Recoloring a label writes the texture and touches no point. The GPU gets places and words a block at a time, when the block
// is painted. All that was given is kept as typed arrays by the caller, so a lost context is built again without asking anyone.

import { type Camera, type Size, scaleOfY } from "../camera/camera";
import { BLOCK, type PackedCells } from "./cells";
import { FRAGMENT, PALETTE_WIDTH, VERTEX } from "./shaders";

export type Rgb = readonly [number, number, number];

/** All that one picture depends on besides the cells. Lengths in CSS pixels, colors 0..1. */
export interface Picture {
  readonly camera: Camera;
  readonly size: Size;
  readonly pixelRatio: number;
  readonly diameter: number;
  readonly opacity: number;
  readonly dimmed: boolean;
  /** an image lies beneath, which is to be seen */
  readonly over: boolean;
  readonly background: Rgb;
  readonly text: Rgb;
  /** Selected cells without a label are drawn by so much towards `text`, 0 to 1. */
  readonly mark: number;
  /** share of the way from the former places to the own ones; 1 = arrived */
  readonly progress: number;
}

/** What draws the cells: the GPU here, the processor in canvasPoints.ts. */
export interface PointLayer {
  /** How many points a full picture has. */
  readonly count: number;
  /** `former`: places in draw order that the cells come from, null = they stand where they are. */
  setCells(xy: Float32Array, cells: PackedCells, former: Float32Array | null): void;
  /** All cells have arrived: the former places are let go. */
  land(): void;
  /** RGBA bytes per code. */
  setPalette(palette: Uint8Array): void;
  /** Takes over what changed and clears the canvas; false when nothing can be drawn now. */
  begin(picture: Picture): boolean;
  /** Paints points `from` .. `to` of the draw order over what is there. */
  paint(from: number, to: number): void;
  /** Asks to be told when all so far is done; the answer polls. */
  fence(): () => boolean;
}

interface Resources {
  readonly program: WebGLProgram;
  readonly array: WebGLVertexArrayObject;
  readonly positions: WebGLBuffer;
  readonly words: WebGLBuffer;
  /** only while cells move */
  former: WebGLBuffer | null;
  readonly palette: WebGLTexture;
  readonly uniforms: Readonly<Record<string, WebGLUniformLocation | null>>;
}

/** Its place among the attributes of the vertex shader. */
const FORMER = 2;
const UNIFORMS = [
  "centre",
  "progress",
  "scale",
  "diameter",
  "opacity",
  "dimmed",
  "over",
  "background",
  "text",
  "mark",
  "palette",
] as const;

export class Points implements PointLayer {
  readonly #canvas: HTMLCanvasElement;
  /** null: this browser gives no WebGL2 */
  readonly #gl: WebGL2RenderingContext | null;
  /** null until built, and while the context is lost */
  #resources: Resources | null = null;
  /** its shaders, compiled ahead */
  #program: WebGLProgram | null = null;
  /** what is shown; kept to build again after a loss */
  #cells: PackedCells | null = null;
  #xy: Float32Array | null = null;
  #former: Float32Array | null = null;
  #palette: Uint8Array = new Uint8Array(4);
  /** which of them the GPU does not have yet */
  #stalePlaces = true;
  #stalePalette = true;
  /** by block: 1 = the GPU has its places */
  #placed: Uint8Array = new Uint8Array(0);

  /** gives the context away and gets it back; must be had before the first time */
  #loss: WEBGL_lose_context | null = null;
  #asleep = false;
  /** lost because of sleep, and not asked back yet */
  #away = false;

  constructor(canvas: HTMLCanvasElement, onRestored: () => void, signal: AbortSignal) {
    this.#canvas = canvas;
    // The buffer is preserved because a large picture is painted in several frames on top of each other.
    this.#gl = canvas.getContext("webgl2", { antialias: false, depth: true, preserveDrawingBuffer: true });
    const gl = this.#gl;
    if (!gl) return;
    this.#loss = gl.getExtension("WEBGL_lose_context");
    canvas.addEventListener(
      "webglcontextlost",
      (event) => {
        // without this the browser never restores it
        event.preventDefault();
        this.#resources = null;
        this.#program = null;
        // woken before the loss was told of: it can be asked for only after that
        if (!this.#asleep && this.#away) setTimeout(() => this.#restore());
      },
      { signal },
    );
    canvas.addEventListener("webglcontextrestored", onRestored, { signal });
    // The GPU compiles while the cells are on their way.
    this.#program = compile(gl);
    // A page has 16 contexts; waiting for garbage collection would take them from the other plots.
    signal.addEventListener("abort", () => this.#loss?.loseContext(), { once: true });
  }

  /** Gives the GPU back, while nobody sees the plot. All is built again from the arrays. */
  sleep(): void {
    if (this.#asleep || !this.#gl || this.#gl.isContextLost()) return;
    this.#asleep = true;
    this.#away = true;
    this.#loss?.loseContext();
  }

  wake(): void {
    if (!this.#asleep) return;
    this.#asleep = false;
    if (!this.#resources) this.#restore();
  }

  #restore(): void {
    if (this.#asleep || !this.#away || !this.#gl?.isContextLost()) return;
    this.#away = false;
    this.#loss?.restoreContext();
  }

  get available(): boolean {
    return this.#gl !== null;
  }

  get count(): number {
    return this.#cells?.count ?? 0;
  }

  setCells(xy: Float32Array, cells: PackedCells, former: Float32Array | null): void {
    this.#xy = xy;
    this.#cells = cells;
    this.#former = former;
    this.#stalePlaces = true;
  }

  land(): void {
    this.#former = null;
    if (this.#gl && this.#resources) freeFormer(this.#gl, this.#resources);
  }

  setPalette(palette: Uint8Array): void {
    this.#palette = palette;
    this.#stalePalette = true;
  }

  begin(picture: Picture): boolean {
    const gl = this.#gl;
    if (!gl || gl.isContextLost()) return false;
    if (!this.#resources) {
      this.#resources = build(gl, this.#program ?? compile(gl));
      this.#stalePlaces = true;
      this.#stalePalette = true;
    }
    const { program, uniforms } = this.#resources;
    this.#upload(gl, this.#resources);

    const { camera, size, pixelRatio } = picture;
    const width = Math.max(1, Math.round(size.width * pixelRatio));
    const height = Math.max(1, Math.round(size.height * pixelRatio));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

    const highX = Math.fround(camera.x);
    const highY = Math.fround(camera.y);
    gl.useProgram(program);
    gl.uniform4f(uniforms.centre, highX, highY, camera.x - highX, camera.y - highY);
    gl.uniform1f(uniforms.progress, this.#former ? picture.progress : 1);
    gl.uniform2f(uniforms.scale, (2 * camera.scale) / size.width, (2 * scaleOfY(camera)) / size.height);
    gl.uniform1f(uniforms.diameter, picture.diameter * pixelRatio);
    gl.uniform1f(uniforms.opacity, picture.opacity);
    gl.uniform1i(uniforms.dimmed, picture.dimmed ? 1 : 0);
    gl.uniform1i(uniforms.over, picture.over ? 1 : 0);
    gl.uniform3f(uniforms.background, ...picture.background);
    gl.uniform3f(uniforms.text, ...picture.text);
    gl.uniform1f(uniforms.mark, picture.mark);
    gl.uniform1i(uniforms.palette, 0);
    return true;
  }

  paint(from: number, to: number): void {
    const gl = this.#gl;
    if (!gl || !this.#resources || to <= from) return;
    this.#send(gl, this.#resources, from, to);
    gl.bindVertexArray(this.#resources.array);
    gl.drawArrays(gl.POINTS, from, to - from);
  }

  fence(): () => boolean {
    const gl = this.#gl;
    const sync = gl?.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (!gl || !sync) return () => true;
    gl.flush();
    return () => {
      if (!gl.isContextLost() && gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
      gl.deleteSync(sync);
      return true;
    };
  }

  #upload(gl: WebGL2RenderingContext, resources: Resources): void {
    const cells = this.#cells;
    if (cells && this.#stalePlaces) {
      gl.bindBuffer(gl.ARRAY_BUFFER, resources.positions);
      gl.bufferData(gl.ARRAY_BUFFER, 8 * cells.count, gl.STATIC_DRAW);
      gl.bindBuffer(gl.ARRAY_BUFFER, resources.words);
      gl.bufferData(gl.ARRAY_BUFFER, 4 * cells.count, gl.DYNAMIC_DRAW);
      this.#placed = new Uint8Array(cells.nBlocks);
      cells.touchAll();
      freeFormer(gl, resources);
      if (this.#former) sendFormer(gl, resources, this.#former);
    }
    this.#stalePlaces = false;
    if (this.#stalePalette) uploadPalette(gl, resources.palette, this.#palette);
    this.#stalePalette = false;
  }

  /** What the GPU lacks of the blocks that these slots are in. */
  #send(gl: WebGL2RenderingContext, resources: Resources, from: number, to: number): void {
    const [cells, xy] = [this.#cells, this.#xy];
    if (!cells || !xy) return;
    for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block++) {
      if (!this.#placed[block]) {
        this.#placed[block] = 1;
        gl.bindBuffer(gl.ARRAY_BUFFER, resources.positions);
        gl.bufferSubData(gl.ARRAY_BUFFER, 8 * block * BLOCK, cells.places(block, xy));
      }
      if (!cells.takeStale(block)) continue;
      gl.bindBuffer(gl.ARRAY_BUFFER, resources.words);
      gl.bufferSubData(gl.ARRAY_BUFFER, 4 * block * BLOCK, cells.words(block));
    }
  }
}

function compile(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  return program;
}

function build(gl: WebGL2RenderingContext, program: WebGLProgram): Resources {
  const array = gl.createVertexArray();
  const positions = gl.createBuffer();
  const words = gl.createBuffer();
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, positions);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
  gl.bindBuffer(gl.ARRAY_BUFFER, words);
  gl.enableVertexAttribArray(1);
  gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_INT, 0, 0);
  const uniforms = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]));
  return { program, array, positions, words, former: null, palette: gl.createTexture(), uniforms };
}

function sendFormer(gl: WebGL2RenderingContext, resources: Resources, places: Float32Array): void {
  resources.former = gl.createBuffer();
  gl.bindVertexArray(resources.array);
  gl.bindBuffer(gl.ARRAY_BUFFER, resources.former);
  gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(FORMER);
  gl.vertexAttribPointer(FORMER, 2, gl.FLOAT, false, 0, 0);
}

function freeFormer(gl: WebGL2RenderingContext, resources: Resources): void {
  if (!resources.former) return;
  gl.bindVertexArray(resources.array);
  gl.disableVertexAttribArray(FORMER);
  gl.deleteBuffer(resources.former);
  resources.former = null;
}

function uploadPalette(gl: WebGL2RenderingContext, texture: WebGLTexture, palette: Uint8Array): void {
  const rows = Math.max(1, Math.ceil(palette.length / 4 / PALETTE_WIDTH));
  const padded = new Uint8Array(4 * PALETTE_WIDTH * rows);
  padded.set(palette);
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, PALETTE_WIDTH, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, padded);
}
