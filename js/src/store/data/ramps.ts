/** Color maps for numbers (matplotlib's), 256 RGBA entries each, straight between 33 of their colors. */

export type MapName = "viridis" | "magma" | "cividis" | "RdBu";

const STOPS: Readonly<Record<MapName, string>> = {
  viridis:
    "440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e" +
    "21918c1f988b1fa08822a78528ae8032b67a3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51b" +
    "fde725",
  magma:
    "0000040303120a0822130d341d114729115a36106b440f7651127c5d177f6a1c81762181832681902a819c2e7faa337d" +
    "b73779c43c75d0416fdc4869e75263ef5d5ef56b5cf9795dfc8961fd9869fea772feb67cfec488fed395fde2a3fcf0b2" +
    "fcfdbf",
  cividis:
    "00224e00285b002e6a0533711a386f273e6e32436d3b496c434e6c4b546c535a6d5a5f6e61656f686a716f7073767676" +
    "7d7c788482798c8878938e789b9476a39a74aba072b4a76fbcae6cc4b468cdbb63d5c25edec958e7d150f0d846f9e03a" +
    "fee838",
  // low is blue: the other way round than matplotlib's RdBu, as its RdBu_r
  RdBu:
    "0530610e41791752901f63a82a71b23480b93f8ec0529dc86bacd184bcd99bc9e0aed3e6c2ddecd4e6f1e0ecf3ecf2f5" +
    "f7f6f6f9eee7fbe5d8fddcc9fbccb4f8bb9ef5aa89ee9677e48066db6b55d05548c53e3dba2832ab162a930e267c0722" +
    "67001f",
};

/** In the order offered, and what each is for. */
export const MAPS: readonly { name: MapName; hint: string }[] = [
  { name: "viridis", hint: "default" },
  { name: "magma", hint: "dark to bright" },
  { name: "cividis", hint: "colour-blind safe" },
  { name: "RdBu", hint: "two sides of zero" },
];

/** Its middle means zero. */
export function isDiverging(map: MapName): boolean {
  return map === "RdBu";
}

export function ramp(map: MapName): Uint8Array {
  const stops = STOPS[map].match(/.{6}/g)?.map((hex) => Number.parseInt(hex, 16)) ?? [];
  const entries = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1);
    const k = Math.min(Math.floor(at), stops.length - 2);
    const [from = 0, to = 0] = [stops[k], stops[k + 1]];
    for (let channel = 0; channel < 3; channel++) {
      const shift = 16 - 8 * channel;
      const [a, b] = [(from >> shift) & 255, (to >> shift) & 255];
      entries[4 * i + channel] = Math.round(a + (b - a) * (at - k));
    }
    entries[4 * i + 3] = 255;
  }
  return entries;
}

/** As a CSS background. */
export function gradient(map: MapName): string {
  const entries = ramp(map);
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = 4 * Math.min(255, i * 16);
    return `rgb(${entries[at]} ${entries[at + 1]} ${entries[at + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
