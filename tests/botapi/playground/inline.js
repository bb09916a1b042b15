// "@bot words" in the composer: results as the bot offers them, page by page, and one of them chosen.

import { ask } from "./asking.js";
import { make } from "./messages.js";

// People type faster than anyone can answer; Telegram waits for a moment too.
const PAUSE = 250;

export class Inline {
  #panel;
  #acts;
  #latest = 0;
  #timer = 0;
  #asked = null;

  // `acts`: sent() after a choice, start(parameter), chat() -> the chat's name
  constructor(panel, acts) {
    this.#panel = panel;
    this.#acts = acts;
  }

  // `query` is null where no inline query stands in the composer.
  typed(query) {
    if (query === this.#asked) return;
    this.#asked = query;
    this.#latest += 1;
    clearTimeout(this.#timer);
    if (query === null) this.#panel.hidden = true;
    else this.#timer = setTimeout(() => this.#page(query, "", this.#latest), PAUSE);
  }

  async #page(query, offset, number) {
    let results;
    try {
      results = await ask("types_inline", { query, offset, chat: this.#acts.chat() });
    } catch (error) {
      results = { items: [], next_offset: "", button: null, error: error.message };
    }
    if (number !== this.#latest) return;
    this.#panel.hidden = false;
    if (offset) this.#panel.querySelector(".next")?.remove();
    else this.#panel.replaceChildren();
    if (results.button && !offset) this.#panel.append(this.#start(results.button));
    this.#panel.append(...results.items.map((item) => this.#item(item)));
    if (results.next_offset) this.#panel.append(this.#next(query, results.next_offset, number));
    else if (!this.#panel.childElementCount) this.#panel.append(make("p", "", results.error ?? "没有结果"));
  }

  #item(item) {
    const node = make("button", "item");
    node.type = "button";
    node.append(make("b", "", item.title), make("span", "", item.description));
    node.addEventListener("click", async () => {
      await this.#acts.chosen(item.key);
      this.typed(null);
    });
    return node;
  }

  #next(query, offset, number) {
    const node = make("button", "next link", "更多结果");
    node.type = "button";
    node.addEventListener("click", () => {
      node.disabled = true;
      this.#page(query, offset, number);
    });
    return node;
  }

  #start(button) {
    const node = make("button", "link", button.text);
    node.type = "button";
    node.addEventListener("click", () => this.#acts.start(button.start_parameter));
    return node;
  }
}
