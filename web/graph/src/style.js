// How the graph is drawn. Colours are read from the page, so they follow its light or dark theme.

export const SHAPES = { principle: "round-rectangle", risk: "diamond", practice: "ellipse", benefit: "hexagon", theme: "ellipse" };
const LINES = { threatens: "dashed", tension: "dashed", related_to: "dotted", same_as: "dotted", translation_of: "dotted" };

/** Reads a custom property as a colour that a canvas understands (`light-dark()` is resolved). */
export function colour(probe, name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

export function drawing(probe, font) {
  const ink = colour(probe, "--gg-ink"), paper = colour(probe, "--gg-paper"), accent = colour(probe, "--gg-accent"), rule = colour(probe, "--gg-edge");
  return [
    { selector: "node", style: {
      label: "data(short)", color: ink, "font-family": font, "font-size": 11.5, "min-zoomed-font-size": 7,
      "text-wrap": "wrap", "text-max-width": 128, "text-valign": "bottom", "text-margin-y": 5, "line-height": 1.15,
      "text-background-color": paper, "text-background-opacity": 0.85, "text-background-padding": 2, "text-background-shape": "roundrectangle",
      width: "data(size)", height: "data(size)", "border-width": 2, "border-color": paper } },
    ...Object.entries(SHAPES).map(([kind, shape]) => ({ selector: `node[kind="${kind}"]`, style: { "background-color": colour(probe, kind === "theme" ? "--gg-accent" : `--gg-${kind}`), shape } })),
    { selector: "node[kind=\"theme\"]", style: { "font-size": 13, "pie-size": "100%", ...Object.fromEntries(["principle", "risk", "practice", "benefit"].flatMap((kind, index) => [
      [`pie-${index + 1}-background-color`, colour(probe, `--gg-${kind}`)], [`pie-${index + 1}-background-size`, `mapData(slice${index + 1}, 0, 100, 0, 100)`]])) } },
    { selector: "edge", style: { width: "data(width)", "line-color": rule, "target-arrow-color": rule, "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier" } },
    { selector: "edge[?both]", style: { "target-arrow-shape": "none" } },
    ...Object.entries(LINES).map(([relation, line]) => ({ selector: `edge[relation="${relation}"]`, style: { "line-style": line } })),
    { selector: "edge[relation=\"tension\"]", style: { "line-color": colour(probe, "--gg-risk"), width: 2 } },
    { selector: "edge[relation=\"bridge\"]", style: { "curve-style": "straight" } },
    { selector: "edge.told", style: {
      label: "data(words)", "font-family": font, "font-size": 12, color: ink, "text-background-color": paper, "text-background-opacity": 0.9,
      "text-background-padding": 2, "text-rotation": "autorotate", "text-wrap": "wrap", "text-max-width": 90 } },
    { selector: "edge.near", style: {
      label: "data(words)", "font-family": font, "font-size": 10, color: ink, "text-background-color": paper, "text-background-opacity": 0.9,
      "text-background-padding": 2, "text-rotation": "autorotate", "line-color": accent, "target-arrow-color": accent, width: 2.2, "z-index": 9 } },
    { selector: "node.dim", style: { opacity: 0.6 } },
    { selector: "edge.dim", style: { opacity: 0.55 } },
    { selector: "node.crowded", style: { "min-zoomed-font-size": 12 } }/* cytoscape rounds the zoom up to a power of two: they show above 1 */,
    { selector: "edge[relation=\"related_to\"]", style: { width: 1 } },
    { selector: "node.near", style: { "z-index": 11, "font-size": 13, "min-zoomed-font-size": 0 } },
    { selector: "edge.near[relation=\"related_to\"]", style: { label: "" } }, // the dots say so
    { selector: "node.near.crowded", style: { "font-size": 16, "text-max-width": 170 } },
    { selector: "edge.near.crowded", style: { "font-size": 13 } },
    { selector: "edge.told.near", style: { "font-size": 12 } },
    { selector: "node.hit", style: { "border-width": 4, "border-color": ink } },
    { selector: "node.focus", style: { "border-width": 5, "border-color": accent, "font-weight": 700, "z-index": 12 } },
    { selector: ".off", style: { display: "none" } },
  ];
}
