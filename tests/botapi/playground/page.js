// The page: what the server says of the chat at hand is drawn, what the person does is asked for.

import { ask } from "./asking.js";
import { Inline } from "./inline.js";
import { drawn, make } from "./messages.js";

const at = (id) => document.getElementById(id);
const words = at("words");
const scroll = at("scroll");
const list = at("messages");
const HOUR = 3600;

let chat = "private";
let bot = "";
let shown = null;
let stream = null;
let about = null; // { message, editing }: what the composer's words answer, or put in another's place
const elements = new Map();
const seen = new Map();

// What the server says

function open(name) {
  stream?.close();
  chat = name;
  shown = null;
  elements.clear();
  list.replaceChildren();
  release();
  stream = new EventSource(`events?chat=${name}`);
  stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    at("subtitle").textContent = "连接断了，正在重连……";
  });
}

function show(said) {
  const first = shown === null;
  shown = said;
  bot = said.bot.toLowerCase();
  at("title").textContent = said.title;
  at("subtitle").textContent = said.doing ? "正在输入……" : said.subtitle;
  at("subtitle").classList.toggle("busy", Boolean(said.doing));
  at("begin").hidden = said.messages.length > 0 || chat !== "private";
  document.documentElement.lang = said.language === "zh-hant" ? "zh-Hant" : "zh-Hans";
  for (const button of at("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === said.language));
  }
  showChats(said.chats);
  showMessages(said.messages, first);
  showMenu();
}

function showChats(chats) {
  for (const [name, one] of Object.entries(chats)) {
    const button = document.querySelector(`[data-chat="${name}"]`);
    button.querySelector("b").textContent = one.title;
    button.querySelector("small").textContent = one.preview;
    button.setAttribute("aria-current", String(name === chat));
    if (name === chat || !seen.has(name)) seen.set(name, one.last);
    button.classList.toggle("unread", one.last > seen.get(name));
  }
}

function showMessages(messages, first) {
  const newest = messages.at(-1);
  const isNew = Boolean(newest) && !elements.has(newest.id);
  const there = new Set(messages.map((message) => message.id));
  for (const [id, one] of elements) {
    if (there.has(id)) continue;
    one.node.remove();
    elements.delete(id);
  }
  for (const message of messages) {
    const json = JSON.stringify(message);
    const before = elements.get(message.id);
    if (before?.json === json) continue;
    const node = drawn(message, `${chat}/${message.id}`, acts);
    if (before) before.node.replaceWith(node);
    else list.append(node);
    elements.set(message.id, { json, node });
  }
  if (first || (isNew && (atEnd || newest.mine))) toEnd();
}

// Whoever reads the newest message goes on seeing it when the room becomes smaller.
let atEnd = true;
const toEnd = () => (scroll.scrollTop = scroll.scrollHeight);
scroll.addEventListener("scroll", () => (atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60));
new ResizeObserver(() => atEnd && toEnd()).observe(scroll);

// What the person does

async function attempt(action, content) {
  try {
    return await ask(action, content);
  } catch (error) {
    toast(error.message);
    return null;
  }
}

const acts = {
  async press(button, row, column, message) {
    if (button.kind === "copy_text") return copy(button.value);
    if (button.kind === "url") return follow(button.value);
    if (button.kind.startsWith("switch_inline_query")) {
      if (button.kind !== "switch_inline_query_current_chat") open("group");
      return write(`@${bot} ${button.value}`);
    }
    const said = await attempt("presses", { chat, message: message.id, row, column });
    if (said?.url) follow(said.url);
    else if (said?.text && said.alert) alertOf(said.text);
    else if (said?.text) toast(said.text);
  },
  follow(event, entity, text) {
    if (entity.type === "bot_command") {
      event.preventDefault();
      send(text);
    } else if (!entity.url || botLink(entity.url)) {
      event.preventDefault();
      if (entity.url) follow(entity.url);
    }
  },
  reply(message) {
    hold({ message, editing: false });
  },
  edit(message) {
    hold({ message, editing: true });
    write(message.text);
  },
  show(id) {
    const node = elements.get(id)?.node;
    node?.scrollIntoView({ block: "center", behavior: "smooth" });
    node?.classList.remove("found");
    requestAnimationFrame(() => node?.classList.add("found"));
  },
};

const botLink = (address) => {
  const [, name] = /^(?:https?:\/\/)?t\.me\/(\w+)\/?(?:\?|$)/i.exec(address) ?? [];
  return name?.toLowerCase() === bot;
};

async function follow(address) {
  if (!botLink(address)) return void window.open(address, "_blank", "noopener");
  const parameter = new URL(address.replace(/^(?:https?:\/\/)?/i, "https://")).searchParams.get("start") ?? "";
  await start(parameter);
}

async function start(parameter) {
  if (chat !== "private") open("private");
  await attempt("starts", { parameter });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制");
  } catch {
    alertOf(text);
  }
}

async function send(text) {
  const holding = about;
  const age = at("past").getAttribute("aria-pressed") === "true" ? HOUR : 0;
  const said = holding?.editing
    ? await attempt("edits", { chat, message: holding.message.id, text })
    : await attempt("says", { chat, text, age, reply_to: holding?.message.id ?? null });
  if (said) release();
  return said;
}

function hold(held) {
  if (about?.editing) write("");
  about = held;
  at("about").hidden = false;
  at("about").querySelector("b").textContent = held.editing ? "编辑消息" : `回复 ${nameOf(held.message)}`;
  at("about").querySelector("span").textContent = held.message.text.replace(/\s+/g, " ");
  at("edit").hidden = held.editing || !held.message.mine;
  words.focus();
}

const nameOf = (message) => (message.mine ? "自己" : message.name || shown.title);

function release() {
  about = null;
  at("about").hidden = true;
}

function write(text) {
  words.value = text;
  words.focus();
  words.dispatchEvent(new Event("input"));
}

let toasting = 0;
function toast(text) {
  clearTimeout(toasting);
  at("toast").textContent = text;
  at("toast").hidden = false;
  toasting = setTimeout(() => (at("toast").hidden = true), 2500 + 60 * text.length);
}

function alertOf(text) {
  at("alert").querySelector("p").textContent = text;
  at("alert").showModal();
}

// The menu of commands, and inline queries: both stand over the composer

let asked = false;
function showMenu() {
  const typed = /^\/(\w*)$/.exec(words.value)?.[1];
  const fitting = (shown?.commands ?? []).filter(([name]) => asked || (typed !== undefined && name.startsWith(typed)));
  at("menu").hidden = !fitting.length;
  at("menu").replaceChildren(
    ...fitting.map(([name, description]) => {
      const item = make("button", "command");
      item.type = "button";
      item.append(make("b", "", `/${name}`), make("span", "", description));
      item.addEventListener("click", () => {
        asked = false;
        write("");
        send(chat === "group" ? `/${name}@${bot}` : `/${name}`);
      });
      return item;
    }),
  );
}

const inline = new Inline(at("results"), {
  chat: () => chat,
  start,
  async chosen(key) {
    if (await attempt("chooses", { chat, key })) write("");
  },
});

function inlineQuery() {
  const [, name, query] = /^@(\w+)\s([^]*)$/.exec(words.value) ?? [];
  return name && name.toLowerCase() === bot ? query : null;
}

// Wiring

words.addEventListener("input", () => {
  asked = false;
  showMenu();
  inline.typed(inlineQuery());
});
words.addEventListener("keydown", (event) => {
  // Enter also ends the choice of characters in an input method.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("composer").requestSubmit();
  }
  if (event.key === "ArrowUp" && !words.value) {
    const mine = shown?.messages.findLast((message) => message.last);
    if (mine) acts.edit(mine);
  }
  if (event.key === "Escape") dropHeld();
});
at("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = words.value;
  if (!text.trim() || inlineQuery() !== null) return;
  write("");
  if (!(await send(text)) && !words.value) write(text);
});
function dropHeld() {
  if (about?.editing) write("");
  release();
}
at("drop").addEventListener("click", dropHeld);
at("edit").addEventListener("click", () => acts.edit(about.message));
at("begin").addEventListener("click", () => start(""));
at("commands").addEventListener("click", () => {
  asked = at("menu").hidden;
  showMenu();
  words.focus();
});
at("past").addEventListener("click", () => {
  const on = at("past").getAttribute("aria-pressed") !== "true";
  at("past").setAttribute("aria-pressed", String(on));
  at("composer").classList.toggle("past", on);
  words.placeholder = on ? "按一小时前发出" : "输入消息";
});
at("languages").addEventListener("click", (event) => {
  const language = event.target.dataset.language;
  if (language) attempt("speaks", { language });
});
at("chats").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.chat) open(button.dataset.chat);
  else if (button) {
    if (chat !== "group") open("group");
    write(`@${bot} `);
  }
});
open("private");
