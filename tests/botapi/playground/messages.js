// One message of a chat as an element. What a reader opened stays open when the message changes.

import { makeExpandable, written } from "./entities.js";

const SERVICE = { new_chat_members: "进了群", left_chat_member: "离开了群", migrate_to_chat_id: "升级了群" };
const opened = new Map();

// `acts`: follow(event, entity, words), press(button, row, column, message), reply(message), edit(message), show(id)
export function drawn(message, key, acts) {
  const item = document.createElement("li");
  item.dataset.id = message.id;
  item.classList.toggle("mine", message.mine);
  if (message.service && !message.text && !message.document) {
    item.className = "service";
    item.textContent = `${message.name} ${SERVICE[message.service] ?? message.service}`;
    return item;
  }
  item.classList.toggle("keyed", message.rows.length > 0);
  item.append(bubble(message, key, acts));
  if (message.rows.length) item.append(keys(message, acts));
  return item;
}

function bubble(message, key, acts) {
  const node = make("div", "bubble");
  if (message.name || message.via) {
    const name = make("span", "name", message.name);
    if (message.via) name.append(make("small", "", `通过 @${message.via}`));
    node.append(name);
  }
  if (message.reply) node.append(replied(message.reply, acts));
  if (message.document) node.append(file(message.document));
  const words = make("div", "text");
  words.append(written(message.text, message.entities, acts.follow));
  node.append(words, meta(message, acts));
  node.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, .expandable, .spoiler") && getSelection().isCollapsed) acts.reply(message);
  });
  if (!opened.has(key)) opened.set(key, new Set());
  makeExpandable(node, opened.get(key));
  return node;
}

function replied(reply, acts) {
  const node = make("button", "reply");
  node.type = "button";
  node.append(make("b", "", reply.name), make("span", "", reply.text));
  node.addEventListener("click", () => acts.show(reply.id));
  return node;
}

function file(document) {
  const node = make("a", "file");
  node.href = document.address;
  node.download = document.name;
  const words = make("span", "", document.name);
  words.append(make("small", "", `${(document.size / 1024).toFixed(1)} KB`));
  node.append(words);
  return node;
}

function meta(message, acts) {
  const node = make("div", "meta");
  if (message.last) {
    const edit = make("button", "", "编辑");
    edit.type = "button";
    edit.addEventListener("click", () => acts.edit(message));
    node.append(edit);
  }
  if (message.edited) node.append(make("span", "edited", "已编辑"));
  const time = new Date(message.date * 1000);
  node.append(make("time", "", time.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })));
  return node;
}

function keys(message, acts) {
  const node = make("div", "keys");
  message.rows.forEach((row, y) => {
    const line = document.createElement("div");
    row.forEach((button, x) => {
      const key = make("button", "", button.label);
      key.type = "button";
      key.title = button.label;
      key.dataset.kind = button.kind;
      key.addEventListener("click", async () => {
        key.setAttribute("aria-busy", "true");
        await acts.press(button, y, x, message);
        key.removeAttribute("aria-busy");
      });
      line.append(key);
    });
    node.append(line);
  });
  return node;
}

export function make(tag, name, text = "") {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.textContent = text;
  return node;
}
