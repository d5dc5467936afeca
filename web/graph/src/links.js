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
  const source = button.dataset.ggCopy === "link" ? location.href : button.parentElement.querySelector("[data-gg-text]")?.textContent;
  await navigator.clipboard.writeText(source ?? "");
  const words = button.textContent;
  button.textContent = copied;
  said.textContent = copied;
  setTimeout(() => { button.textContent = words; said.textContent = ""; }, 1600);
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

const OWNERS = ".stAppHeader, .stSkipToContent, [data-testid=stSkipToContent], .stSidebar, [data-testid=stMainMenuPopover], [data-testid=stDialog], [role=dialog], .stFileUploader, .stTextInput, .stStatusWidget";
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
    const walker = document.createTreeWalker(owner, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (node.nodeType === 1 && node.matches(".stHtml, style, script, [data-testid=stFileChipName]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
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
      const link = target?.closest("a[data-gg-go]");
      if (!link || event.defaultPrevented || !isPlain(event)) return;
      event.preventDefault();
      wire.go("go", here(link));
    };
    document.addEventListener("click", wire.onClick);
    wire.observer = new MutationObserver(() => { follow(); reveal(); markCurrent(wire.current); translate(wire.own); });
    wire.observer.observe(document.body, { childList: true, subtree: true });
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
  markCurrent(wire.current);
  return () => {
    document.removeEventListener("click", wire.onClick);
    wire.observer.disconnect();
    wires.delete(parentElement);
  };
}
