// A text and its entities as nodes. Offsets count UTF-16 units, as strings do here; nothing is read as markup.

const INLINE = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", spoiler: "span",
  text_link: "a", url: "a", bot_command: "a", mention: "a",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

// `follow(event, entity, words)` is called for links, commands and mentions.
export function written(text, entities, follow) {
  const fragment = document.createDocumentFragment();
  const outerFirst = (a, b) =>
    a.offset - b.offset || b.length - a.length || BLOCKS.has(b.type) - BLOCKS.has(a.type);
  fill(fragment, text, 0, text.length, [...entities].sort(outerFirst), follow);
  return fragment;
}

function fill(parent, text, from, to, entities, follow) {
  let at = from;
  while (entities.length) {
    const entity = entities.shift();
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= at) continue;
    say(parent, text.slice(at, entity.offset));
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    const node = element(entity, text.slice(entity.offset, end), follow);
    fill(node.querySelector(".words") ?? node, text, entity.offset, end, inner, follow);
    parent.append(node);
    at = end;
  }
  say(parent, text.slice(at, to));
}

// A block ends its line by itself: the line feed behind it would be an empty line.
function say(parent, words) {
  const last = parent.lastChild;
  const behindBlock = last?.nodeType === Node.ELEMENT_NODE && /^(BLOCKQUOTE|PRE)$/.test(last.tagName);
  const shown = behindBlock ? words.replace(/^\n/, "") : words;
  if (shown) parent.append(shown);
}

function element(entity, words, follow) {
  if (entity.type === "blockquote") return document.createElement("blockquote");
  if (entity.type === "expandable_blockquote") return expandable(entity);
  if (entity.type === "pre") return document.createElement("pre");
  const node = document.createElement(INLINE[entity.type] ?? "span");
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.addEventListener("click", () => node.classList.add("seen"), { once: true });
  }
  if (node.tagName === "A") link(node, entity, words, follow);
  return node;
}

function link(node, entity, words, follow) {
  const address = entity.url ?? (entity.type === "url" ? words : null);
  node.href = address && /^https?:/i.test(address) ? address : "#";
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  node.addEventListener("click", (event) => follow(event, { ...entity, url: address }, words));
}

function expandable(entity) {
  const quote = document.createElement("blockquote");
  quote.className = "expandable";
  quote.dataset.offset = entity.offset;
  const words = document.createElement("div");
  words.className = "words";
  const more = document.createElement("button");
  more.type = "button";
  more.className = "more";
  more.textContent = "▾";
  more.setAttribute("aria-label", "展开引文");
  more.setAttribute("aria-expanded", "false");
  quote.append(words, more);
  return quote;
}

// To be called when the quotations stand on the page: only what is longer than three lines can be opened.
// `opened` is a set of offsets that outlives the nodes.
export function makeExpandable(bubble, opened) {
  for (const quote of bubble.querySelectorAll("blockquote.expandable")) {
    const [words, more] = [quote.querySelector(".words"), quote.querySelector(".more")];
    const show = () => {
      const open = opened.has(quote.dataset.offset);
      quote.classList.toggle("open", open);
      more.textContent = open ? "▴" : "▾";
      more.setAttribute("aria-expanded", String(open));
      more.hidden = !open && words.scrollHeight <= words.clientHeight + 1;
    };
    quote.addEventListener("click", (event) => {
      if (more.hidden || event.target.closest("a") || !getSelection().isCollapsed) return;
      if (!opened.delete(quote.dataset.offset)) opened.add(quote.dataset.offset);
      show();
    });
    new ResizeObserver(show).observe(words);
    show();
  }
}
