// The two programs the GPU runs for each point and each pixel of it.

export const PALETTE_WIDTH = 1024;

/** Shares of the opacity that are left over an image. */
export const THIN = { noLabel: 0.5, unselected: 0.3 };

export const VERTEX = `#version 300 es
precision highp float;
precision highp int;
layout(location = 0) in vec2 position;
layout(location = 1) in uint cell;
layout(location = 2) in vec2 former;   // where the cell comes from while it moves to its place
uniform vec4 centre;      // xy: float32 part, zw: the rest, so that a deep zoom does not jump
uniform float progress;   // 0: all at their former places, 1: all at their own
uniform vec2 scale;       // data units to clip space
uniform float diameter;   // device pixels
uniform float opacity;
uniform bool dimmed;      // a selection exists
uniform bool over;        // an image lies beneath, which is to be seen
uniform vec3 background;
uniform vec3 text;
uniform float mark;       // of cells without a label, towards the text
uniform sampler2D palette;
flat out vec4 color;
flat out float extent;

void main() {
  uint code = cell & 0xFFFFFFu;
  bool selected = (cell & 0x1000000u) != 0u;
  bool hidden = (cell & 0x2000000u) != 0u;
  vec4 paint = texelFetch(palette, ivec2(int(code & ${PALETTE_WIDTH - 1}u), int(code >> 10u)), 0);
  float size = diameter;
  float alpha = opacity;
  // nearer wins: the selected over the rest, cells without a label behind those with one
  float depth = code == 0u ? 0.6 : 0.2;
  if (selected) {
    depth -= 0.8;
    if (dimmed) {
      size = diameter * 1.25 + 0.5;
      alpha = min(1.0, opacity * 1.6);
      if (code == 0u) paint.rgb = mix(paint.rgb, text, mark);
    }
  } else if (over) {
    // thinner: a color nearer to the background would hide the image
    if (code == 0u) alpha *= ${THIN.noLabel};
    if (dimmed) alpha *= ${THIN.unselected};
  } else if (dimmed) {
    // towards the background and not by opacity: where many overlap, thin layers would add up to full color
    // (what has no label is grey already and would vanish with as much; the dark swallows more)
    float kept = code == 0u ? 0.55 : background.g < 0.5 ? 0.42 : 0.3;
    paint.rgb = mix(background, paint.rgb, kept);
  }
  color = vec4(paint.rgb, paint.a * alpha);
  extent = size + 1.0;
  vec2 place = progress < 1.0 ? mix(former, position, progress) : position;
  vec2 offset = (place - centre.xy) - centre.zw;
  gl_Position = paint.a > 0.0 && !hidden ? vec4(offset * scale, depth, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = extent;
}`;

export const FRAGMENT = `#version 300 es
precision highp float;
flat in vec4 color;
flat in float extent;
out vec4 pixel;

void main() {
  float away = length(gl_PointCoord - 0.5) * extent;
  float cover = clamp(0.5 * extent - away, 0.0, 1.0);
  // a faint rim pixel must not write depth: it would cut a halo into what is drawn later behind it
  if (cover < 0.25) discard;
  float alpha = color.a * cover;
  pixel = vec4(color.rgb * alpha, alpha);
}`;
