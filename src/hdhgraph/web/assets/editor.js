// The SPARQL editor: it takes the place of the plain form, which stays for whoever has no scripts.
// It asks this service alone: for completions, examples and answers.
"use strict";

(() => {
  const place = document.getElementById("editor");
  if (!place || typeof window.Yasqe !== "function") return;
  const { make, Names, readAnswer, views } = window.hdhgraph;
  const settings = JSON.parse(place.dataset.settings);
  const { words, lang, formats } = settings;
  const names = new Names(settings);
  const tools = { names, words, lang, counted, cytoscape: settings.cytoscape };
  const find = (id) => document.getElementById(id);
  const parts = Object.fromEntries(
    ["form", "code", "run", "cancel", "example", "share", "status", "error", "hint", "views", "answer",
      "downloads", "plain"].map((id) => [id, find(`editor-${id}`)]),
  );
  // What is typed outlives a reload, not the tab.
  const KEPT = "hdhgraph.query";
  const LONGEST_ADDRESS = 6000;
  const GRAPH = "application/n-triples";
  const RESULTS = "application/sparql-results+json";
  const labels = new Map();

  /** Keep what is typed; a browser may refuse to. */
  function keep(query) {
    try {
      sessionStorage.setItem(KEPT, query);
    } catch { /* then it is lost on reload */ }
  }

  function kept() {
    try {
      return sessionStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  /** Return the address of a query. */
  function addressOf(query, more = {}) {
    return `/sparql?${new URLSearchParams({ query, ...more })}`;
  }

  /** Ask the service what could stand where `typed` is. */
  async function complete(kind, typed) {
    const address = `/sparql/complete?${new URLSearchParams({ kind, q: typed, lang })}`;
    const response = await fetch(address);
    if (!response.ok) return [];
    const { results } = await response.json();
    for (const { term, label } of results) labels.set(term, label);
    return results.map((each) => each.term);
  }

  /** Show beside each suggestion what it is called. */
  function withLabels(_yasqe, hints) {
    for (const hint of hints) {
      hint.render = (element) => {
        element.append(make("span", { class: "name" }, names.short(hint.text.replace(/^<|>$/g, ""))));
        const label = labels.get(hint.text);
        if (label) element.append(make("span", { class: "called" }, label));
      };
    }
    return hints;
  }

  /** Return the word before the cursor, with where it stands, for names that are no token. */
  function wordOf(yasqe) {
    const cursor = yasqe.getDoc().getCursor();
    const before = yasqe.getDoc().getLine(cursor.line).slice(0, cursor.ch);
    const string = /[^\s?$"'{}()\[\];,|^]*$/.exec(before)[0];
    const after = string ? before.at(-1 - string.length) : "";
    const isName = !"?$\"'".includes(after ?? "") || after === "" || after === undefined;
    return { string: isName ? string : "", from: { ch: cursor.ch - string.length }, to: { ch: cursor.ch } };
  }

  const asTyped = (yasqe, token) => ({ ...token, ...wordOf(yasqe) });
  const asOffered = (_yasqe, _token, text) => text;

  function registerCompleters(Yasqe) {
    const known = Yasqe.Autocompleters;
    const bundled = known.prefixes.get;
    // Ours first: what the graph calls "hg" is not what someone else's list may call so.
    const prefixes = async (yasqe) => {
      const own = Object.entries(settings.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
      const others = await bundled.call(known.prefixes, yasqe);
      return [...own, ...others.filter((each) => !(each.split(":")[0] in settings.prefixes))];
    };
    const own = { persistenceId: null, bulk: false, autoShow: true, preProcessToken: asTyped,
      postProcessSuggestion: asOffered, postprocessHints: withLabels };
    const isClass = known.class.isValidCompletionPosition;
    const isProperty = known.property.isValidCompletionPosition;
    const isPrefix = known.prefixes.isValidCompletionPosition;
    const isVariable = known.variables.isValidCompletionPosition;
    Yasqe.forkAutocompleter("prefixes", { name: "prefixes", persistenceId: null, get: prefixes }, false);
    Yasqe.forkAutocompleter("class", { ...own, name: "class",
      get: (_yasqe, token) => complete("class", token.string) }, false);
    Yasqe.forkAutocompleter("property", { ...own, name: "property",
      isValidCompletionPosition: (y) => isProperty(y) && !isClass(y) && wordOf(y).string !== "",
      get: (_yasqe, token) => complete("property", token.string) }, false);
    Yasqe.forkAutocompleter("class", { ...own, name: "entity",
      isValidCompletionPosition: (y) =>
        wordOf(y).string.length > 1 && ![isClass, isProperty, isPrefix, isVariable].some((is) => is(y)) &&
        !/^(?:select|where|construct|describe|filter|optional|values|order|limit|prefix|ask)$/i
          .test(wordOf(y).string),
      autoShow: false,
      get: (_yasqe, token) => complete("entity", token.string) }, false);
    Yasqe.defaults.autocompleters = ["prefixes", "variables", "class", "property", "entity"];
  }

  let unreadable = null;

  /** Say where the text stops being SPARQL for the editor, without a script's style. */
  function checkSyntax() {
    this.queryValid = true;
    unreadable = null;
    this.clearGutter("gutterErrorBar");
    let state;
    for (let line = 0; line < this.getDoc().lineCount(); line += 1) {
      const token = this.getTokenAt({ line, ch: this.getDoc().getLine(line).length }, true);
      state = token.state;
      this.setOption("queryType", state.queryType);
      if (state.OK === false) {
        this.queryValid = false;
        const wrong = this.getLineTokens(line, true).find((each) => each.state.OK === false) ?? token;
        unreadable = { line: line + 1, column: wrong.start + 1 };
        this.setGutterMarker(line, "gutterErrorBar", make("span", { class: "mark", "aria-hidden": "true" }, "!"));
        const expected = (state.possibleCurrent ?? []).slice(0, 8).join(" ");
        parts.hint.textContent = words.editor_invalid.replace("{line}", line + 1) +
          (expected ? ` ${words.editor_expected.replace("{what}", expected)}` : "");
        return;
      }
    }
    parts.hint.textContent = "";
  }

  function createEditor(value) {
    const { Yasqe } = window;
    registerCompleters(Yasqe);
    Yasqe.prototype.checkSyntax = checkSyntax;
    const yasqe = new Yasqe(parts.code, {
      value, persistenceId: null, createShareableLink: null, consumeShareLink: null,
      showQueryButton: false, resizeable: false, editorHeight: "20rem",
      screenReaderLabel: words.editor_label,
      requestConfig: { endpoint: "/sparql" },
      extraKeys: {
        // Tab leaves the editor, as anywhere else on a page; Ctrl+] and Ctrl+[ indent.
        Tab: false, "Shift-Tab": false, Esc: "singleSelection",
        "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": () => {},
        "Ctrl-]": "indentMore", "Ctrl-[": "indentLess", "Shift-Ctrl-F": () => yasqe.autoformat(),
      },
    });
    yasqe.showNotification = () => {}; // the help below the editor says it, in the page's language
    yasqe.getInputField().setAttribute("aria-describedby", "editor-help editor-hint");
    return yasqe;
  }

  let running = null;
  let marked = null;

  function clearError() {
    if (!parts.error.hidden) parts.status.textContent = "";
    parts.error.replaceChildren();
    parts.error.hidden = true;
    if (marked) marked();
    marked = null;
  }

  /**
   * Show a problem, at its place in the text where it has one. The engine tells how far it could
   * read by any of its rules, which may be the end; the editor knows the place before that.
   */
  function showProblem({ detail, line: lineRead, column: columnRead }) {
    parts.error.hidden = false;
    const isBefore = lineRead && unreadable && unreadable.line < lineRead;
    const { line, column } = isBefore ? unreadable : { line: lineRead, column: columnRead };
    if (line) {
      const at = { line: line - 1, ch: Math.max(0, (column ?? 1) - 1) };
      const where = words.editor_at.replace("{line}", line).replace("{column}", column ?? 1);
      const go = make("button", { type: "button", class: "link" }, where);
      go.addEventListener("click", () => {
        editor.getDoc().setCursor(at);
        editor.focus();
      });
      const handle = editor.addLineClass(at.line, "wrap", "wrong-line");
      const mark = editor.getDoc().markText(at, { ...at, ch: at.ch + 1 }, { className: "wrong-place" });
      marked = () => {
        editor.removeLineClass(handle, "wrap", "wrong-line");
        mark.clear();
      };
      parts.error.append(go, " ");
    }
    if (isBefore) parts.error.append(words.editor_says, " ");
    parts.error.append(make("span", { lang: "en" }, detail));
    parts.status.textContent = words.editor_failed;
  }

  /** Return what Server-Timing says: a cached answer, or the milliseconds that the query took. */
  function timingOf(header) {
    if (/\bcache;desc="hit"/.test(header)) return words.editor_cached;
    const taken = /\bquery;dur=([\d.]+)/.exec(header) ?? /\btotal;dur=([\d.]+)/.exec(header);
    return taken ? words.editor_server.replace("{ms}", format(Number(taken[1]))) : "";
  }

  const format = (number) => new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(number);
  const plurals = new Intl.PluralRules(lang);

  /** Return a number with its noun, of which `texts` has the forms by category (CLDR). */
  function counted(texts, count) {
    return texts[plurals.select(count)].replace("{count}", format(count));
  }

  function sizeOf(answer) {
    if ("boolean" in answer) return "";
    const texts = answer.isGraph ? words.editor_triples : words.editor_solutions;
    return counted(texts, answer.rows.length);
  }

  async function ask(query, signal) {
    const address = addressOf(query);
    const headers = { Accept: `${RESULTS}, ${GRAPH};q=0.9` };
    if (address.length <= LONGEST_ADDRESS) return fetch(address, { headers, signal });
    return fetch("/sparql", { method: "POST", body: new URLSearchParams({ query }), headers, signal });
  }

  async function run() {
    running?.abort();
    const own = (running = new AbortController());
    const query = editor.getValue();
    clearError();
    parts.cancel.disabled = false;
    parts.status.textContent = words.editor_running;
    const began = performance.now();
    try {
      const response = await ask(query, own.signal);
      const text = await response.text();
      const taken = format(Math.round(performance.now() - began));
      if (!response.ok) {
        clearAnswer();
        showProblem(JSON.parse(text));
        return;
      }
      const answer = readAnswer(text, response.headers.get("content-type") ?? "");
      const timing = timingOf(response.headers.get("server-timing") ?? "");
      const times = [words.editor_taken.replace("{ms}", taken), timing].filter(Boolean).join(", ");
      parts.status.textContent = [sizeOf(answer), times].filter(Boolean).join(" · ");
      showAnswer(query, answer);
    } catch (error) {
      if (own.signal.aborted) {
        if (running === own) parts.status.textContent = words.editor_cancelled;
      } else {
        clearAnswer();
        showProblem({ detail: `${words.editor_unreachable} (${error.message})` });
      }
    } finally {
      if (running === own) {
        running = null;
        parts.cancel.disabled = true;
      }
    }
  }

  function clearAnswer() {
    for (const each of [parts.views, parts.answer, parts.downloads]) each.replaceChildren();
    parts.plain?.remove();
  }

  /** Offer the answer in every form that carries it. */
  function showDownloads(query, isGraph) {
    const links = formats[isGraph ? "graph" : "results"].map(({ name, label, extension }) => {
      const address = addressOf(query, { format: name });
      const download = `hdhgraph.${extension}`;
      if (address.length <= LONGEST_ADDRESS) return make("a", { href: address, download }, label);
      const button = make("button", { type: "button", class: "link" }, label);
      button.addEventListener("click", async () => {
        const body = new URLSearchParams({ query, format: name });
        const response = await fetch("/sparql", { method: "POST", body });
        const link = make("a", { href: URL.createObjectURL(await response.blob()), download });
        link.click();
        URL.revokeObjectURL(link.href);
      });
      return button;
    });
    parts.downloads.append(words.editor_download, " ", ...links.flatMap((each) => [each, " "]));
  }

  const behindHash = (name) => new URLSearchParams(location.hash.slice(1)).get(name);

  function showAnswer(query, answer) {
    clearAnswer();
    showDownloads(query, Boolean(answer.isGraph));
    if ("boolean" in answer) {
      parts.answer.append(make("p", { class: "boolean" }, answer.boolean ? words.yes : words.no));
    } else if (!answer.rows.length) {
      parts.answer.append(make("p", {}, words.none));
    } else {
      const fitting = Object.keys(views).filter((name) => views[name].fits(answer, tools));
      const asked = behindHash("view");
      const wanted = fitting.includes(asked) ? asked : "table";
      const buttons = fitting.map((name) => {
        const button = make("button", { type: "button", "aria-pressed": "false", "data-view": name },
          { table: words.editor_view_table, graph: words.editor_view_graph,
            timeline: words.editor_view_timeline }[name]);
        button.addEventListener("click", () => select(name));
        return button;
      });
      const select = (name) => {
        for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.view === name));
        parts.answer.replaceChildren();
        remember(query, name);
        Promise.resolve(views[name].draw(parts.answer, answer, tools)).catch((error) => {
          parts.answer.append(make("p", {}, `${words.editor_unreachable} (${error.message})`));
        });
      };
      parts.views.append(...buttons);
      select(wanted);
      return;
    }
    remember(query, "table");
  }

  /** Make the address bar, and the link to share, lead to this query and this view. */
  function remember(query, view) {
    const shown = view === "table" ? {} : { view };
    let address = `${addressOf(query, { lang })}#${new URLSearchParams(shown)}`;
    if (address.length > LONGEST_ADDRESS) {
      // What stands behind "#" is not sent, and so may be long; only the editor reads it.
      address = `/sparql?lang=${lang}#${new URLSearchParams({ query, ...shown })}`;
    }
    history.replaceState(null, "", address.replace(/#$/, ""));
    parts.share.hidden = false;
  }

  async function share() {
    const said = parts.share.nextElementSibling;
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = words.editor_copied;
    } catch {
      // Without a secure connection a page may not write to the clipboard.
      const field = make("input", { readonly: "", value: location.href, "aria-label": words.editor_share });
      said.replaceChildren(field);
      field.select();
    }
  }

  async function load(slug) {
    if (!slug) return;
    const response = await fetch(`/queries/${encodeURIComponent(slug)}.rq?lang=${lang}`);
    const text = await response.text();
    if (!response.ok) {
      showProblem(JSON.parse(text));
      return;
    }
    const query = text.split("\n").filter((line) => !line.startsWith("#+")).join("\n").trim();
    clearError();
    editor.setValue(`${query}\n`);
    await run();
  }

  const inAddress = new URLSearchParams(location.search);
  const asked = inAddress.get("query") ?? behindHash("query");
  // What the page brings along was evaluated for it: it is not asked for again.
  const given = find("editor-given") && JSON.parse(find("editor-given").textContent);
  const plain = parts.form.querySelector("textarea").value;
  parts.form.hidden = true;
  place.hidden = false;
  const editor = createEditor(asked ?? (inAddress.has("example") ? plain : kept() ?? plain));
  editor.on("change", () => {
    clearError();
    keep(editor.getValue());
  });
  parts.run.addEventListener("click", run);
  parts.cancel.addEventListener("click", () => running?.abort());
  parts.example.addEventListener("change", () => load(parts.example.value));
  parts.share.addEventListener("click", share);
  window.hdhgraph.editor = editor;
  place.dataset.ready = "true";
  if (given?.problem) {
    clearAnswer();
    showProblem(given.problem);
  } else if (given) {
    const answer = readAnswer(given.text, given.type);
    parts.status.textContent = sizeOf(answer);
    showAnswer(editor.getValue(), answer);
  } else if (asked !== null) {
    run();
  } else {
    parts.plain?.remove();
  }
})();
