// The answer of a query as a table, as a graph and as a timeline. Text from outside becomes text
// nodes and attributes only; addresses are links where they are http(s) or pages of this service.
"use strict";

(() => {
  const MOST_ROWS = 1000;
  const MOST_EDGES = 300;
  const MOST_EVENTS = 200;
  const LABELS = [
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
  ];
  const SVG = "http://www.w3.org/2000/svg";

  /** Return an element with attributes and children, which are elements or text. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  /** Return an element of SVG, styled by presentation attributes and classes alone. */
  function shape(name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /** Names and addresses of IRIs, by what the page says of prefixes and bases. */
  class Names {
    constructor({ prefixes, base, terms }) {
      this.prefixes = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
      this.base = base;
      this.terms = terms;
    }

    /** Return the short form of an IRI, or the IRI itself. */
    short(iri) {
      const found = this.prefixes.find(([, ns]) => iri.startsWith(ns) && iri !== ns);
      return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
    }

    /** Return where an IRI is shown: a path of this service, a foreign address, or null. */
    address(iri) {
      for (const fixed of ["ont", "shapes"]) {
        const name = this.terms + fixed;
        if (iri === name || iri.startsWith(`${name}#`) || iri.startsWith(`${name}/`)) {
          return `/${iri.slice(this.terms.length)}`;
        }
      }
      const pages = { id: "doc", vocab: "vocab", graph: "graph", queries: "queries" };
      if (iri.startsWith(this.base)) {
        const [kind, ...rest] = iri.slice(this.base.length).split("/");
        if (kind in pages && rest.length) return `/${pages[kind]}/${rest.join("/")}`;
      }
      return /^https?:\/\//.test(iri) ? iri : null;
    }
  }

  /** Return a term of the JSON results as text. */
  function textOf(term, names) {
    if (!term) return "";
    if (term.type === "uri") return names.short(term.value);
    if (term.type === "bnode") return `_:${term.value}`;
    if (term.type === "triple") {
      const { subject, predicate, object } = term.value;
      return `<<( ${[subject, predicate, object].map((t) => textOf(t, names)).join(" ")} )>>`;
    }
    return term.value;
  }

  /** Return a link to where an IRI is shown, with the text that it is called by. */
  function linkTo(iri, text, names, lang) {
    const address = names.address(iri);
    if (!address) return make("code", { title: iri }, text);
    const rel = address.startsWith("/") ? null : "external nofollow";
    return make("a", { href: address, title: iri, rel, lang }, text);
  }

  /** Return what a cell shows of a term; a label leads to what it labels. */
  function cell(term, labelled, names) {
    if (!term) return "";
    if (labelled && labelled.type === "uri") {
      return linkTo(labelled.value, term.value, names, term["xml:lang"]);
    }
    if (term.type === "uri") return linkTo(term.value, names.short(term.value), names);
    if (term.type === "literal") {
      const title = term.datatype ? names.short(term.datatype) : null;
      return make("span", { lang: term["xml:lang"], title }, term.value);
    }
    return make("code", {}, textOf(term, names));
  }

  /** Return the variables that have a column: an IRI with a label beside it has none of its own. */
  function columnsOf(variables) {
    const labelled = new Set(
      variables.filter((v) => v.endsWith("Label")).map((v) => v.slice(0, -"Label".length)),
    );
    return variables.filter((v) => !labelled.has(v));
  }

  function labelledBy(variable, row) {
    return variable.endsWith("Label") ? row[variable.slice(0, -"Label".length)] : undefined;
  }

  /** Draw the table; its headings sort it. */
  function drawTable(parent, answer, { names, words, lang }) {
    const columns = columnsOf(answer.variables);
    const body = make("tbody");
    const rows = answer.rows.slice(0, MOST_ROWS);
    const fill = () => {
      body.replaceChildren(
        ...rows.map((row) =>
          make("tr", {}, ...columns.map((v) => make("td", {}, cell(row[v], labelledBy(v, row), names)))),
        ),
      );
    };
    const collator = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });
    const headings = columns.map((variable) => {
      const button = make("button", { type: "button", class: "sort" }, variable.replace(/Label$/, ""));
      const heading = make("th", { scope: "col", "aria-sort": "none" }, button);
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        for (const each of headings) each.setAttribute("aria-sort", "none");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.sort((a, b) => collator.compare(textOf(a[variable], names), textOf(b[variable], names)));
        if (down) rows.reverse();
        fill();
      });
      return heading;
    });
    fill();
    const head = make("thead", {}, make("tr", {}, ...headings));
    const label = words.editor_answer;
    parent.append(
      make("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" },
        make("table", {}, head, body)),
    );
    if (answer.rows.length > MOST_ROWS) {
      parent.prepend(make("p", {}, words.editor_first.replace("{most}", MOST_ROWS)));
    }
  }

  /** Return the edges that an answer holds, as [subject, object, label], and the nodes' names. */
  function edgesOf(answer, names, lang) {
    const called = new Map();
    const edges = [];
    if (answer.isGraph) {
      for (const { subject, predicate, object } of answer.rows) {
        if (object.type === "literal") {
          const fits = LABELS.includes(predicate.value);
          if (fits && (object["xml:lang"] === lang || !called.has(subject.value))) {
            called.set(subject.value, object.value);
          }
        } else {
          edges.push([subject, object, names.short(predicate.value)]);
        }
      }
      return { edges, called };
    }
    const [from, to] = answer.variables.filter((v) => answer.rows.some((r) => r[v]?.type === "uri"));
    if (!to) return { edges, called };
    for (const row of answer.rows) {
      if (row[from]?.type !== "uri" || row[to]?.type !== "uri") continue;
      edges.push([row[from], row[to], ""]);
      for (const each of [from, to]) {
        const label = row[`${each}Label`];
        if (label) called.set(row[each].value, label.value);
      }
    }
    return { edges, called };
  }

  /** Load the library that draws graphs, once. */
  let library = null;
  function cytoscapeFrom(address) {
    library ??= new Promise((resolve, reject) => {
      // It adds a style element unless one of this name is there; editor.css has the rule.
      document.head.append(make("meta", { id: "__________cytoscape_stylesheet" }));
      const script = make("script", { src: address });
      script.addEventListener("load", () => resolve(window.cytoscape));
      script.addEventListener("error", () => {
        library = null;
        reject(new Error(address));
      });
      document.head.append(script);
    });
    return library;
  }

  /** Draw the graph; the table has the same content. */
  async function drawGraph(parent, answer, { names, words, lang, counted, cytoscape: address }) {
    const { edges: all, called } = edgesOf(answer, names, lang);
    const keyOf = (edge) => JSON.stringify(edge);
    const edges = [...new Map(all.map((edge) => [keyOf(edge), edge])).values()];
    const shown = edges.slice(0, MOST_EDGES);
    const nameOf = (term) => called.get(term.value) ?? textOf(term, names);
    const nodes = new Map(shown.flatMap(([s, o]) => [s, o]).map((t) => [textOf(t, names), t]));
    const elements = [
      ...[...nodes].map(([id, term]) => ({ data: { id, name: nameOf(term), iri: term.value } })),
      ...shown.map(([s, o, name]) => ({
        data: { source: textOf(s, names), target: textOf(o, names), name },
      })),
    ];
    const summary = words.editor_graph_of
      .replace("{nodes}", counted(words.editor_nodes, nodes.size))
      .replace("{edges}", counted(words.editor_edges, shown.length));
    const place = make("div", { class: "graph-view", role: "img", "aria-label": summary });
    const selected = make("p", { class: "quiet", role: "status" }, words.editor_graph_hint);
    const more = edges.length > shown.length
      ? [make("p", {}, words.editor_first.replace("{most}", MOST_EDGES))] : [];
    parent.append(...more, make("p", { class: "quiet" }, summary), place, selected);
    const cytoscape = await cytoscapeFrom(address);
    const view = cytoscape({
      container: place, elements, style: styleOf(getComputedStyle(place)),
      layout: { name: nodes.size > 1 ? "cose" : "grid", animate: false, nodeDimensionsIncludeLabels: true,
        idealEdgeLength: 80, padding: 12, randomize: false },
      minZoom: 0.1, maxZoom: 4,
    });
    view.on("tap", "node", ({ target }) => {
      selected.replaceChildren(linkTo(target.data("iri"), target.data("name"), names));
    });
  }

  function styleOf(computed) {
    const colour = (name) => computed.getPropertyValue(name).trim();
    const text = { label: "data(name)", color: colour("--ink"), "font-size": 14 };
    return [
      { selector: "node", style: { ...text, "background-color": colour("--accent"), width: 18,
        height: 18, "text-wrap": "ellipsis", "text-max-width": 160, "text-valign": "bottom" } },
      { selector: "edge", style: { ...text, color: colour("--quiet"), "font-size": 10, width: 1.5,
        "line-color": colour("--quiet"), "target-arrow-color": colour("--quiet"),
        "target-arrow-shape": "triangle", "curve-style": "bezier", "text-rotation": "autorotate",
        "text-background-color": colour("--paper"), "text-background-opacity": 0.85 } },
      { selector: ":selected", style: { "background-color": colour("--denies") } },
    ];
  }

  // The seasons of EDTF stand where months do: 21 is spring, which is March to May here.
  const SEASONS = { 21: [3, 5], 22: [6, 8], 23: [9, 11], 24: [12, 14] };

  /** Return the first and last moment of a date as written: a year is all its days. */
  function boundsOf(text) {
    const dates = [...text.matchAll(/(\d{4})(?:-(\d\d))?(?:-(\d\d))?/g)];
    if (!dates.length) return null;
    const [, firstYear, firstMonth, firstDay] = dates[0];
    const [, lastYear, lastMonth, lastDay] = dates[dates.length - 1];
    const [from] = firstMonth ? (SEASONS[firstMonth] ?? [+firstMonth]) : [1];
    const to = lastMonth ? (SEASONS[lastMonth]?.[1] ?? +lastMonth) : 12;
    const start = Date.UTC(+firstYear, from - 1, firstDay ?? 1);
    const end = lastDay ? Date.UTC(+lastYear, to - 1, +lastDay) : Date.UTC(+lastYear, to, 0);
    return Number.isNaN(start + end) ? null : [start, Math.max(start, end)];
  }

  const isDate = (term) =>
    term?.type === "literal" && /^\d{4}(?:-\d\d){0,2}(?:[~?%/TZ]|$)/.test(term.value) &&
    !/(?:integer|decimal|double)$/.test(term.datatype ?? "");

  /** Return the variables whose values are dates. */
  function datesOf(answer) {
    if (answer.isGraph) return [];
    return answer.variables.filter((v) => answer.rows.some((row) => isDate(row[v])));
  }

  function eventsOf(answer, names) {
    const dates = datesOf(answer);
    const [dated] = dates;
    const others = columnsOf(answer.variables).filter((v) => !dates.includes(v));
    // What differs most from row to row tells most: a person and a sentence rather than a kind.
    const labels = others.filter((v) => v.endsWith("Label"));
    const count = (v) => new Set(answer.rows.map((row) => row[v]?.value)).size;
    const titles = (labels.length ? labels : others).sort((a, b) => count(b) - count(a));
    return answer.rows
      .map((row) => ({
        date: textOf(row[dated], names),
        bounds: boundsOf(textOf(row[dated], names)),
        isOpen: /^(?:\.\.)?\//.test(textOf(row[dated], names)),
        text: titles.map((v) => textOf(row[v], names)).filter(Boolean).slice(0, 2).join(" · "),
      }))
      .filter((each) => each.bounds)
      // By the first day, then by the last; what begins on an unknown day comes last.
      .sort((a, b) => a.isOpen - b.isOpen || (a.isOpen ? 0 : a.bounds[0] - b.bounds[0]) ||
        a.bounds[1] - b.bounds[1]);
  }

  /** Return the moments that the axis names: years, or months where there are few of them. */
  function ticksOf(start, end) {
    const months = (end - start) / (30 * 86400000);
    const step = months <= 12 ? 1 : 12 * Math.ceil(months / 180);
    const first = new Date(start);
    const ticks = [];
    for (let at = new Date(Date.UTC(first.getUTCFullYear(), step === 1 ? first.getUTCMonth() : 0, 1));
      at <= end; at.setUTCMonth(at.getUTCMonth() + step)) {
      const name = at.toISOString().slice(0, step === 1 ? 7 : 4);
      ticks.push([Math.max(start, at.getTime()), name]);
    }
    return ticks;
  }

  /** Draw the timeline; a date known to the month or year is as wide as that. */
  function drawTimeline(parent, answer, { names, words }) {
    const events = eventsOf(answer, names).slice(0, MOST_EVENTS);
    const [left, width, row, top] = [20, 860, 26, 40];
    const start = Math.min(...events.map((e) => e.bounds[0]));
    const span = Math.max(...events.map((e) => e.bounds[1])) - start || 86400000;
    const x = (time) => left + ((time - start) / span) * (width - 2 * left);
    const height = top + events.length * row + 10;
    const drawing = shape("svg", { viewBox: `0 0 ${width} ${height}`, class: "timeline-view",
      role: "group", "aria-label": words.editor_timeline });
    for (const [time, name] of ticksOf(start, start + span)) {
      const at = x(time);
      drawing.append(shape("line", { x1: at, x2: at, y1: 24, y2: height, class: "tick" }),
        shape("text", { x: at + 3, y: 18, class: "year" }, name));
    }
    events.forEach(({ date, bounds, text }, index) => {
      const y = top + index * row;
      const [from, to] = bounds.map(x);
      const isRight = from > width * 0.55;
      const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
      const group = shape("g", {});
      group.append(
        shape("title", {}, `${date} · ${text}`),
        shape("rect", { x: from - 4, y: y - 4, width: to - from + 8, height: 8, rx: 4, class: "when" }),
        shape("text", { x: isRight ? from - 10 : to + 10, y: y + 4,
          "text-anchor": isRight ? "end" : "start" }, `${date} · ${short}`),
      );
      drawing.append(group);
    });
    parent.append(
      make("p", { class: "quiet" }, words.editor_timeline_of.replace("{count}", events.length)),
      make("div", { class: "scroll", role: "region", "aria-label": words.editor_timeline, tabindex: "0" }, drawing),
    );
  }

  const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };
  const unescaped = (text) =>
    text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, one) =>
      short || long ? String.fromCodePoint(parseInt(short ?? long, 16)) : (ESCAPES[one] ?? one));

  /** Read one term of N-Triples into the form of the JSON results. */
  function readTerm(text) {
    if (text.startsWith("<<")) return { type: "other", value: text };
    if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
    if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
    const [, value, lang, datatype] = /^"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?$/s.exec(text);
    return { type: "literal", value: unescaped(value), "xml:lang": lang, datatype };
  }

  /** Read N-Triples into rows of subject, predicate and object. */
  function readTriples(text) {
    const term = '<<\\(.*\\)>>|<[^<>]*>|_:\\S+|"(?:[^"\\\\]|\\\\.)*"(?:@[\\w-]+|\\^\\^<[^>]*>)?';
    const line = new RegExp(`^(${term})\\s+(${term})\\s+(${term})\\s*\\.$`);
    const rows = text.split("\n").map((each) => line.exec(each.trim())).filter(Boolean)
      .map(([, s, p, o]) => ({ subject: readTerm(s), predicate: readTerm(p), object: readTerm(o) }));
    return { isGraph: true, variables: ["subject", "predicate", "object"], rows };
  }

  /** Read an answer of the service: solutions, a boolean, or triples. */
  function readAnswer(text, type) {
    if (!type.includes("json")) return readTriples(text);
    const content = JSON.parse(text);
    if (typeof content.boolean === "boolean") return { boolean: content.boolean };
    return { isGraph: false, variables: content.head.vars, rows: content.results.bindings };
  }

  window.hdhgraph = {
    make, Names, readAnswer,
    views: {
      table: { fits: () => true, draw: drawTable },
      graph: {
        fits: (answer, tools) =>
          Boolean(tools.cytoscape) && edgesOf(answer, tools.names, tools.lang).edges.length > 0,
        draw: drawGraph,
      },
      timeline: { fits: (answer) => datesOf(answer).length > 0, draw: drawTimeline },
    },
  };
})();
