// Follows the app's own links without loading the page anew, and copies text.
//
// Pages are written as plain HTML, so every link works by itself (new tab, sharing, no script).
// This part only takes over a plain click on `a[data-gg-go]`: the address goes to Python, which
// answers with a rerun. Elements of class `gg-reveal` (in their box) and
// `gg-arrive` (on the page) are scrolled to once, when they appear.

const said = document.createElement("div");
said.setAttribute("role", "status");
said.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";

const here = (node) => node.getAttribute("data-gg-go");

function isPlain(event) {
  return !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

async function copy(button, copied) {
  const { ggCopy, ggLink, ggCited } = button.dataset;
  const sources = { link: () => new URL(ggLink, location.href).href, cited: () => ggCited, text: () => button.parentElement.querySelector("[data-gg-text]").textContent };
  await navigator.clipboard.writeText(sources[ggCopy]());
  const words = button.textContent;
  button.textContent = copied;
  said.textContent = copied;
  setTimeout(() => { button.textContent = words; said.textContent = ""; }, 1600);
}

const RECENT = "guidegraph_recent", MOST_RECENT = 6, LONGEST = 300;

function asked() {
  try {
    const found = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch { return []; } // a browser that keeps nothing
}

function keep(questions) {
  try { localStorage.setItem(RECENT, JSON.stringify(questions)); } catch { /* likewise */ }
}

/** Keeps the question of this page in the browser, and lists the last ones where the page has room for them. */
function remember() {
  const question = document.querySelector("[data-gg-question]:not([data-gg-kept])");
  if (question) {
    question.setAttribute("data-gg-kept", "");
    const text = question.getAttribute("data-gg-question");
    if (text.length <= LONGEST) keep([text, ...asked().filter((one) => one !== text)].slice(0, MOST_RECENT));
  }
  const place = document.querySelector("[data-gg-recent]:not(.gg-filled)");
  if (!place || !asked().length) return;
  place.classList.add("gg-filled");
  place.querySelector(".gg-chips").replaceChildren(...asked().map((text) => {
    const link = document.createElement("a");
    link.className = "gg-chip";
    link.href = `/?q=${encodeURIComponent(text)}`;
    link.setAttribute("data-gg-go", `/?q=${encodeURIComponent(text)}`);
    link.textContent = text;
    return link;
  }));
}

function forget(button) {
  keep([]);
  button.closest("[data-gg-recent]").classList.remove("gg-filled");
}

function reveal() {
  for (const node of document.querySelectorAll(".gg-arrive:not([data-gg-shown])")) {
    node.setAttribute("data-gg-shown", "");
    node.scrollIntoView({ block: "start" });
  }
  for (const node of document.querySelectorAll(".gg-reveal:not([data-gg-shown])")) {
    node.setAttribute("data-gg-shown", "");
    let box = node.parentElement;
    while (box && !(box.scrollHeight > box.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
    if (box && box.classList.contains("gg-scroll")) {
      box.scrollTop += node.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
    }
  }
}

/** Streamlit says light or dark on its own element only; dialogs stand beside it. */
function follow() {
  const scheme = getComputedStyle(document.querySelector(".stApp") ?? document.body).colorScheme;
  if (document.documentElement.style.colorScheme !== scheme) document.documentElement.style.colorScheme = scheme;
}

/** Tells the browser the page's language, and keeps it where the reader chose it. */
function speak({ language, cookie }) {
  document.documentElement.lang = language;
  if (cookie) document.cookie = `${cookie}=${language}; path=/; max-age=31536000; SameSite=Strict`;
}

function markCurrent(current) {
  for (const node of document.querySelectorAll("a[data-gg-cite]")) {
    const on = node.getAttribute("data-gg-cite") === current;
    if (on !== (node.getAttribute("aria-current") === "true")) {
      if (on) node.setAttribute("aria-current", "true");
      else node.removeAttribute("aria-current");
    }
  }
}

const OWNERS = ".stAppHeader, .stSkipToContent, [data-testid=stSkipToContent], .stSidebar, [data-testid=stMainMenuPopover], [data-testid=stDialog], [role=dialog], .stFileUploader, .stTextInput, .stTextArea, .stSelectbox, .react-aria-Popover, .stStatusWidget";
const NAMED = ["aria-label", "title", "placeholder", "alt"];
const first = new WeakMap(); // what Streamlit wrote, by node: a language may be chosen twice

const compile = (own) => own.map(([form, words]) => [new RegExp(`^${form.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)")}$`, "s"), words]);

function inOwnWords(own, text) {
  for (const [form, words] of own) {
    const found = form.exec(text.trim());
    if (found) return words.replace(/\{\w+\}/, () => found[1]);
  }
  return text;
}

/** Writes `value(text)` where Streamlit wrote `text` of its own, and remembers what that was. */
function rewrite(node, key, text, own, write) {
  const known = first.get(node) ?? {};
  const source = known[key] && known[key][1] === text ? known[key][0] : text;
  const words = inOwnWords(own, source);
  if (words === text) return;
  first.set(node, { ...known, [key]: [source, words] });
  write(words);
}

function translate(own) {
  for (const owner of document.querySelectorAll(OWNERS)) {
    const walker = document.createTreeWalker(owner, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (node.nodeType === 1 && node.matches(".stHtml, style, script, [data-testid=stFileChipName], [role=option][data-key]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === 3) {
        if (node.nodeValue.trim()) rewrite(node, "text", node.nodeValue, own, (words) => { node.nodeValue = words; });
      } else for (const name of NAMED) {
        const text = node.getAttribute(name);
        if (text) rewrite(node, name, text, own, (words) => node.setAttribute(name, words));
      }
    }
  }
}

const STATE = "data-test-connection-state";

/** Draws the page anew once a server that was away answers again: it knows nothing of the page, and would lose the first click. */
function watch(wire) {
  const app = document.querySelector(`[${STATE}]`);
  let away = false;
  const observer = new MutationObserver(() => {
    const connected = app.getAttribute(STATE) === "CONNECTED";
    if (connected && away) wire.go("go", `${location.pathname}${location.search}`);
    away = !connected;
  });
  if (app) observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  return observer;
}

const wires = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let wire = wires.get(parentElement);
  if (!wire) {
    wire = { go: setTriggerValue, current: "" };
    wires.set(parentElement, wire);
    wire.onClick = (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const button = target?.closest("button[data-gg-copy]");
      if (button) { copy(button, wire.copied); return; }
      if (target?.closest("button[data-gg-print]")) { window.print(); return; }
      const forgotten = target?.closest("button[data-gg-forget]");
      if (forgotten) { forget(forgotten); return; }
      const link = target?.closest("a[data-gg-go]");
      if (!link || event.defaultPrevented || !isPlain(event)) return;
      event.preventDefault();
      wire.go("go", here(link));
    };
    wire.onKey = (event) => { // a switch answers to the space bar, too
      const link = event.key === " " && event.target instanceof Element ? event.target.closest("a[role=switch]") : null;
      if (link) { event.preventDefault(); link.click(); }
    };
    document.addEventListener("click", wire.onClick);
    document.addEventListener("keydown", wire.onKey);
    wire.observer = new MutationObserver(() => { follow(); reveal(); remember(); markCurrent(wire.current); translate(wire.own); });
    wire.observer.observe(document.body, { childList: true, subtree: true });
    wire.connection = watch(wire);
    document.body.append(said);
    document.documentElement.setAttribute("data-gg-links", ""); // from here on links are followed in place
  }
  wire.go = setTriggerValue;
  wire.current = data.cite ?? "";
  wire.copied = data.copied;
  wire.own = compile(data.own);
  speak(data);
  translate(wire.own);
  follow();
  reveal();
  remember();
  markCurrent(wire.current);
  return () => {
    document.removeEventListener("click", wire.onClick);
    document.removeEventListener("keydown", wire.onKey);
    wire.observer.disconnect();
    wire.connection.disconnect();
    wires.delete(parentElement);
  };
}
