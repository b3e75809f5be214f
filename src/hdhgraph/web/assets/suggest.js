// Suggestions while one types in a search box: the editable combobox with a list of the ARIA
// Authoring Practices. Without this script the box is a plain form.

const WAIT = 120; // milliseconds without a key before the service is asked
const MOST = 300;

/** What is typed is asked for, and what comes back is text: nothing of it is read as HTML. */
class Suggestions {
  constructor(form, number) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.list = document.createElement("ul");
    this.status = document.createElement("span");
    this.options = [];
    this.active = -1;
    this.counted = JSON.parse(form.dataset.counted);
    this.prepare(`suggestions-${number}`);
    this.listen();
  }

  prepare(id) {
    this.list.id = id;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.form.dataset.suggested);
    this.status.className = "sr-only";
    this.status.setAttribute("role", "status");
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", id);
    this.input.parentElement.append(this.list, this.status);
  }

  listen() {
    this.input.addEventListener("focus", () => this.warm(), { once: true });
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    // A press must not take the focus from the box, or the list would close under it.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.go(this.options.indexOf(option));
    });
  }

  address(text) {
    const lang = document.documentElement.lang;
    return `${this.form.dataset.suggest}?${new URLSearchParams({ q: text, lang })}`;
  }

  /** The index is built when it is first wanted: the sooner it is asked for, the better. */
  warm() {
    fetch(this.address("")).catch(() => {});
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const text = this.input.value.trim();
    this.asked?.abort();
    if (text === "" || text.length > MOST) {
      this.close();
      return;
    }
    this.asked = new AbortController();
    try {
      const answer = await fetch(this.address(text), { signal: this.asked.signal });
      this.show(answer.ok ? await answer.json() : []);
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // no suggestions: the form still works
    }
  }

  show(found) {
    this.options = found.map((each, number) => this.option(each, number));
    this.list.replaceChildren(...this.options);
    this.choose(-1);
    const isOpen = this.options.length > 0 && document.activeElement === this.input;
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    const category = new Intl.PluralRules(document.documentElement.lang).select(found.length);
    this.status.textContent = this.counted[category].replace("{count}", found.length);
  }

  option({ label, lang, kindLabel, path }, number) {
    const option = document.createElement("li");
    const name = document.createElement("span");
    const kind = document.createElement("small");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.path = path;
    name.textContent = label;
    if (lang) name.lang = lang;
    kind.textContent = kindLabel;
    option.append(name, kind);
    return option;
  }

  press(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = this.options.length - 1;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.ask();
      else if (event.key === "ArrowDown") this.choose(this.active === last ? -1 : this.active + 1);
      else this.choose(this.active === -1 ? last : this.active - 1);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault(); // a second Escape empties the box, as browsers do
      this.close();
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.go(this.active);
    }
  }

  choose(number) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const option = this.options[number];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  go(number) {
    const path = this.options[number].dataset.path;
    // Only a place on this service: a path, and no address of another host.
    if (path.startsWith("/") && !path.startsWith("//")) location.assign(path);
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }
}

document.querySelectorAll("form[data-suggest]").forEach((form, number) => {
  new Suggestions(form, number);
});
