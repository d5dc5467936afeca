// Bundles src/ into ../assets, with the notices of the libraries inside. Run with `npm ci && npm run build`.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const BUNDLED = ["cytoscape", "cytoscape-fcose", "cose-base", "layout-base"];
const notices = BUNDLED.map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  return `${name} ${version} (${license})\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n`;
});

await build({
  entryPoints: { graph: "src/graph.js", links: "src/links.js" },
  outdir: "../assets",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  banner: { js: "/* Third-party notices: graph.NOTICE.txt */" },
});
writeFileSync("../assets/graph.NOTICE.txt", notices.join(`\n${"-".repeat(72)}\n\n`));
