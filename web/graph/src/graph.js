// The neighbourhood of an idea as a graph. Start reading at the default export.
//
// One cytoscape instance per mounted component; it is filled anew only when `data.sig` changes.
// Names are written as canvas text or `textContent`, never as HTML.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { isArrow, next } from "./keys.js";
import { drawing } from "./style.js";

cytoscape.use(fcose);

const NARROW = 600; // pixels: a phone
const LEAST_ZOOM = 0.8; // labels stay readable; what does not fit is reached by moving the graph
const CROWD = 24; // ideas: with more, only the labels around the chosen one are shown until one zooms in
const MANY = 60; // ideas: with more, the finest layout takes seconds on a slow machine
const LONGEST_LABEL = 46; // characters: two lines at the width below a node
const graphs = new WeakMap();
const TOGETHER = { idealEdgeLength: 60, nodeRepulsion: 5200, nodeSeparation: 60 };
const APART = { idealEdgeLength: 85, nodeRepulsion: 18000, nodeSeparation: 90 }; // themes are large, and all of their names are shown
const PAIR = 170, GAP = 26; // pixels between two linked themes, and between groups of themes
const STEP = { wide: 180, near: 110, down: 110 }; // pixels between two ideas of a chain: side by side, or up and down by turns
const isMap = (cy) => cy.nodes("[kind = 'theme']").length > 0;
const crowded = (cy) => !isMap(cy) && cy.nodes().length > CROWD;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const shorten = (name) => (name.length <= LONGEST_LABEL ? name : `${name.slice(0, LONGEST_LABEL).replace(/\s+\S*$/, "")} …`);

/** Runs `work` with a seeded Math.random, so that the same ideas always lie in the same places. */
function seeded(work) {
  const random = Math.random;
  let state = 20240607;
  Math.random = () => { state = (state * 1664525 + 1013904223) >>> 0; return state / 4294967296; };
  try { work(); } finally { Math.random = random; }
}

function create(parentElement, data) {
  const root = parentElement.querySelector(".graph");
  const part = (name) => root.querySelector(name);
  const graph = { root, box: part(".canvas"), live: part(".live"), kinds: part(".kinds"), relations: part(".relations"), probe: part(".probe"), find: part("input"), sig: null, at: null, hidden: new Set(data.hidden ?? []) };
  graph.box.style.height = `${!data.chain && graph.box.clientWidth < NARROW ? Math.round(data.height * 0.72) : data.height}px`;
  graph.cy = cytoscape({ container: graph.box, minZoom: 0.1, maxZoom: 3, boxSelectionEnabled: false, userZoomingEnabled: false });
  listen(graph);
  return graph;
}

function listen(graph) {
  const { cy, box, live, find, root } = graph;
  const pick = (id) => { mark(graph, id); if (!graph.chain) graph.set("idea", id); };
  cy.on("tap", "node", (event) => pick(event.target.id()));
  cy.on("mouseover", "node", (event) => { box.style.cursor = "pointer"; box.title = event.target.data("name"); });
  cy.on("mouseout", "node", () => { box.style.cursor = ""; box.title = ""; });
  box.addEventListener("keydown", (event) => {
    if (isArrow(event.key)) {
      event.preventDefault();
      const node = next(cy, graph.at && cy.getElementById(graph.at), event.key);
      if (node) { mark(graph, node.id()); cy.animate({ center: { eles: node } }, { duration: still() ? 0 : 150 }); }
    } else if (event.key === "Enter" && graph.at) { event.preventDefault(); pick(graph.at); }
    else if (event.key === "Escape") mark(graph, null);
    else if (event.key === "+" || event.key === "=") zoom(cy, 1.25);
    else if (event.key === "-") zoom(cy, 0.8);
    else if (event.key === "0") cy.fit(undefined, 24);
  });
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls; with Ctrl the graph zooms
    event.preventDefault();
    zoom(cy, event.deltaY < 0 ? 1.15 : 0.87);
  }, { passive: false });
  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase();
    cy.nodes().removeClass("hit");
    const hits = words ? cy.nodes().filter((node) => node.data("name").toLowerCase().includes(words)).addClass("hit") : cy.collection();
    live.textContent = words ? fillIn(graph.words.match, { hits: hits.length, all: cy.nodes().length }) : "";
  });
  root.querySelector(".fit").addEventListener("click", () => cy.fit(undefined, 24));
  root.querySelector(".in").addEventListener("click", () => zoom(cy, 1.3));
  root.querySelector(".out").addEventListener("click", () => zoom(cy, 0.77));
  graph.resizing = new ResizeObserver(() => { cy.resize(); });
  graph.resizing.observe(box);
  graph.theming = new MutationObserver(() => requestAnimationFrame(() => cy.style(drawing(graph.probe, getComputedStyle(root).fontFamily))));
  graph.theming.observe(document.head, { childList: true });
}

const fillIn = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Writes the component's own words, in the language of the page. */
function name({ root }, words) {
  const label = (selector, words) => root.querySelector(selector).setAttribute("aria-label", words);
  root.setAttribute("aria-label", words.graph);
  root.querySelector("input").placeholder = words.find;
  root.querySelector(".fit").textContent = words.fit;
  for (const [selector, key] of [["input", "find"], [".kinds", "kinds"], [".relations", "relations"], [".in", "in"], [".out", "out"], [".canvas", "canvas"]]) label(selector, words[key]);
}

function zoom(cy, by) {
  cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
}

/** Shows one node with its neighbours, and says what it is. */
function mark(graph, id, aloud = true) {
  const { cy, live } = graph;
  cy.batch(() => {
    cy.elements().removeClass("focus near dim");
    cy.elements().toggleClass("crowded", crowded(cy));
    const node = id ? cy.getElementById(id) : cy.collection();
    if (!node.length) return;
    const around = node.closedNeighborhood();
    if (!graph.chain) cy.elements().difference(around).addClass("dim");
    around.addClass("near");
    node.addClass("focus");
    const links = node.connectedEdges().length;
    if (aloud) live.textContent = fillIn(graph.words.at, { kind: graph.words[`kind_${node.data("kind")}`], name: node.data("name"), links });
  });
  graph.at = id;
}

/** The shares of the kinds in a theme, in percent, as the style reads them. */
const slices = (shares) => Object.fromEntries((shares ?? []).map((share, index) => [`slice${index + 1}`, 100 * share]));

function fill(graph, data) {
  const { cy } = graph;
  const degree = new Map();
  for (const [source, , target] of data.edges) for (const end of [source, target]) degree.set(end, (degree.get(end) ?? 0) + 1);
  cy.batch(() => {
    cy.elements().remove();
    cy.add(data.nodes.map(([id, name, kind, size, shares]) => ({ data: { id, name, kind, ...slices(shares), short: shorten(name), size: size ?? 20 + Math.min(16, 3 * Math.sqrt(degree.get(id) ?? 0)) } })));
    cy.add(data.edges.map(([source, relation, target, words, both, width], index) => ({ data: { id: `e${index}`, source, target, relation, words, both, width: width ?? 1.4 } })));
  });
  if (graph.chain) cy.edges().addClass("told");
  if (graph.chain) cy.layout(chained(cy)).run();
  else if (isMap(cy)) packed(cy);
  else spread(cy.elements(), TOGETHER);
  frame(cy, data.idea, graph.chain);
  graph.box.dataset.drawn = data.sig;
}

/** Lays linked ideas or themes near each other. */
function spread(elements, distances) {
  const quality = elements.nodes().length > MANY ? "default" : "proof";
  seeded(() => elements.layout({ name: "fcose", quality, animate: false, randomize: true, nodeDimensionsIncludeLabels: true, ...distances, gravity: 0.4, padding: 24, fit: true }).run());
}

/** Lays out each group of linked themes by itself, and the groups in rows as wide as the box: the largest first, themes that stand alone last. */
function packed(cy) {
  const groups = cy.elements().components().map((group) => {
    if (group.nodes().length > 2) spread(group, APART);
    else group.nodes().forEach((node, index) => { node.position({ x: index * PAIR, y: 0 }); });
    return { group, box: group.boundingBox({ includeLabels: true, includeOverlays: false }) };
  });
  groups.sort((one, other) => other.group.nodes().length - one.group.nodes().length || other.box.h - one.box.h);
  const area = groups.reduce((sum, { box }) => sum + (box.w + GAP) * (box.h + GAP), 0);
  const widest = Math.max(...groups.map(({ box }) => box.w), Math.sqrt((area * cy.width()) / cy.height()) * 1.05);
  let x = 0, y = 0, row = 0;
  for (const { group, box } of groups) {
    if (x && x + box.w > widest) { x = 0; y += row + GAP; row = 0; }
    group.nodes().shift({ x: x - box.x1, y: y - box.y1 });
    x += box.w + GAP;
    row = Math.max(row, box.h);
  }
}

/** The place of each idea of a chain, in the order of reading. */
function chained(cy) {
  const turns = cy.nodes().length > 3, places = new Map();
  cy.nodes().forEach((node, index) => { places.set(node.id(), { x: index * (turns ? STEP.near : STEP.wide), y: turns && index % 2 ? STEP.down : 0 }); });
  return { name: "preset", positions: (node) => places.get(node.id()), fit: true, padding: 24 };
}

/** Fits the graph, but never smaller than its labels can be read. */
function frame(cy, idea, chain) {
  cy.fit(undefined, 24);
  if (chain) { if (cy.zoom() > 1) { cy.zoom(1); cy.center(); } return; }
  const node = idea ? cy.getElementById(idea) : cy.nodes().first();
  if (isMap(cy)) {
    const narrow = cy.width() < NARROW, least = narrow ? LEAST_ZOOM : LEAST_ZOOM * 0.75;
    if (cy.zoom() < least) { cy.zoom(least); cy.center(narrow ? node : undefined); }
    return;
  }
  if (cy.zoom() > 1.25) { cy.zoom(1.25); cy.center(); }
  else if (node.length && cy.zoom() < (crowded(cy) ? LEAST_ZOOM * 0.7 : LEAST_ZOOM)) { cy.zoom(crowded(cy) ? LEAST_ZOOM * 0.7 : LEAST_ZOOM); cy.center(node); }
}

/** A legend whose entries show or hide what they name. */
function legend(graph, list, entries, swatch) {
  list.replaceChildren(...entries.map(([key, words, count]) => {
    const item = document.createElement("li"), button = document.createElement("button"), sign = document.createElement("span");
    button.type = "button";
    sign.className = `${swatch} ${key}`;
    sign.setAttribute("aria-hidden", "true");
    button.setAttribute("aria-pressed", String(!graph.hidden.has(key)));
    button.append(sign, `${words} `, Object.assign(document.createElement("span"), { className: "count", textContent: count }));
    button.addEventListener("click", () => {
      if (!graph.hidden.delete(key)) graph.hidden.add(key);
      button.setAttribute("aria-pressed", String(!graph.hidden.has(key)));
      filter(graph);
      graph.set("hidden", [...graph.hidden].sort());
    });
    item.append(button);
    return item;
  }));
}

function filter({ cy, hidden }) {
  cy.batch(() => {
    cy.nodes().forEach((node) => { node.toggleClass("off", hidden.has(node.data("kind"))); });
    cy.edges().forEach((edge) => { edge.toggleClass("off", hidden.has(edge.data("relation"))); });
  });
}

export default function ({ data, parentElement, setStateValue }) {
  let graph = graphs.get(parentElement);
  if (!graph) graphs.set(parentElement, (graph = create(parentElement, data)));
  graph.set = setStateValue;
  graph.chain = Boolean(data.chain);
  graph.root.classList.toggle("chain", graph.chain);
  graph.cy.style(drawing(graph.probe, getComputedStyle(graph.root).fontFamily));
  if (data.sig !== graph.sig) {
    graph.sig = data.sig;
    graph.words = data.words;
    name(graph, data.words);
    graph.at = null;
    fill(graph, data);
    legend(graph, graph.kinds, data.kinds, "swatch");
    legend(graph, graph.relations, data.relations, "line");
    filter(graph);
  }
  if (data.idea !== graph.at) mark(graph, data.idea, false);
  return () => {
    graph.resizing.disconnect();
    graph.theming.disconnect();
    graph.cy.destroy();
    graphs.delete(parentElement);
  };
}
