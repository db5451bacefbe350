// Builds the front end: one ES module with its CSS inside, written where the Python package loads it from.
//   node build.mjs            the bundle (minified)
//   node build.mjs --watch    the same, again after every change, not minified
//   node build.mjs --bench    the bare page that the benchmarks compare with
//   node build.mjs --tests    the unit tests, for `node --test build/test/`
import { readdirSync } from "node:fs";
import { build, context } from "esbuild";

const shared = {
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".css": "text", ".glsl": "text" },
  logLevel: "warning",
};

const bundle = { ...shared, entryPoints: ["src/index.tsx"], outfile: "../cellxgene_widget/static/widget.js" };

if (process.argv.includes("--tests")) {
  const tests = readdirSync("test").filter((name) => /\.test\.tsx?$/.test(name));
  await build({ ...shared, entryPoints: tests.map((t) => `test/${t}`), outdir: "build/test", platform: "node" });
} else if (process.argv.includes("--bench")) {
  await build({ ...shared, entryPoints: ["../bench/bare.ts"], outfile: "build/bare.js", minify: true });
} else if (process.argv.includes("--watch")) {
  await (await context({ ...bundle, sourcemap: "inline" })).watch();
} else {
  await build({ ...bundle, minify: true });
}
