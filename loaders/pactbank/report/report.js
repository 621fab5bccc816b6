"use strict";
// Data stand in the page as JSON, a document at a time, and come onto it as text only.
const read = id => JSON.parse(document.getElementById(id).textContent);
const page = read("contents");
const $ = id => document.getElementById(id);
const form = $("filters");
const FACETS = page.facets;
const field = name => form.elements.namedItem(name);
const STEP = 50;
const known = new Map();

const extract = (section, at) => {
  const id = `document-${section}-${at}`;
  if (!known.has(id)) known.set(id, read(id));
  return known.get(id);
};

const make = (tag, attributes, ...inner) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {}))
    if (value !== null && value !== false) element.setAttribute(name, value);
  element.append(...inner.filter(one => one !== null));
  return element;
};

const wide = (name, ...inner) =>
  make("div", {class: "wide", tabindex: 0, role: "region", "aria-label": name}, ...inner);

const table = (name, heads, rows, numbers) => {
  const cell = (tag, at, inner) => make(tag, {class: at >= numbers ? "n" : null}, inner);
  return wide(name, make("table", null, make("caption", null, name),
    make("tr", null, ...heads.map((head, at) => cell("th", at, head))),
    ...rows.map(row => make("tr", null, ...row.map((inner, at) => cell("td", at, inner))))));
};

// What is shown is what the address says; every choice is written there.
const NAMES = ["results", "system", "doc", "layer", "error", ...FACETS];
const ALL = Object.fromEntries(NAMES.slice(2).map(name => [name, ""]));
let state = {};

const link = changes => {
  const all = {...state.given, ...changes};
  if (page.sections.length === 1) delete all.results;
  const words = new URLSearchParams();
  for (const name of NAMES) if (all[name]) words.set(name, all[name]);
  return `#${words}`;
};

const choose = () => {
  const words = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const given = Object.fromEntries(NAMES.map(name => [name, words.get(name) || ""]));
  const unknown = [];
  const place = (name, list) => {
    const at = list.indexOf(given[name]);
    if (given[name] && at < 0) { unknown.push(`${name} ${given[name]}`); given[name] = ""; }
    return at;
  };
  let section = place("results", page.sections.map((_, at) => String(at + 1)));
  if (section < 0) section = Math.max(0, page.sections.findIndex(of => given.doc
    && of.documents.includes(given.doc)
    && (!given.system || of.systems.some(one => one.name === given.system))));
  const {documents, systems} = page.sections[section];
  const doc = place("doc", documents);
  const system = Math.max(0, place("system", systems.map(of => of.name)));
  place("layer", page.layers);
  place("error", page.causes);
  given.results = String(section + 1);
  given.system = systems[system].name;
  state = {given, section, doc, system, of: systems[system], documents};
  $("unknown").hidden = !unknown.length;
  $("unknown").textContent = unknown.length ? `Not in this report: ${unknown.join(", ")}.` : "";
};

const facet = (row, at) => page.names[row[4 + at]];
const bit = cause => 1 << page.causes.indexOf(cause);

const fits = (row, but) => {
  const {given, doc} = state;
  if (but !== "doc" && doc >= 0 && row[0] !== doc) return false;
  if (but !== "layer" && given.layer && page.layers[row[2]] !== given.layer) return false;
  if (but !== "error" && given.error && !(row[3] & bit(given.error))) return false;
  return FACETS.every((name, at) => but === name || !given[name] || facet(row, at) === given[name]);
};

const fill = (name, values, all) => {
  const select = field(name);
  const chosen = state.given[name];
  const list = chosen && !values.some(([value]) => value === chosen)
    ? [...values, [chosen, `${chosen} (0)`]] : values;
  select.replaceChildren(...(all ? [make("option", {value: ""}, all)] : []),
    ...list.map(([value, words]) => make("option", {value}, words)));
  select.value = chosen;
};

const counted = (name, order, key) => {
  const counts = new Map();
  for (const row of state.of.errors)
    if (fits(row, name)) for (const one of key(row)) counts.set(one, (counts.get(one) || 0) + 1);
  const values = order || [...counts.keys()].filter(Boolean).sort();
  return values.filter(one => counts.has(one)).map(one => [one, `${one} (${counts.get(one)})`]);
};

const fillAll = () => {
  const {section, documents, of} = state;
  fill("results", page.sections.map(({name}, at) => [String(at + 1), name]));
  field("results").parentElement.hidden = page.sections.length === 1;
  fill("system", page.sections[section].systems.map(({name}) => [name, name]));
  const errors = new Map(counted("doc", null, row => [documents[row[0]]]));
  fill("doc", documents.map(id => [id, errors.get(id) || `${id} (0)`]), `all ${documents.length}`);
  fill("layer", counted("layer", of.layers, row => [page.layers[row[2]]]), "all");
  fill("error", counted("error", page.causes,
    row => page.causes.filter(cause => row[3] & bit(cause))), "all");
  FACETS.forEach((name, at) => fill(name, counted(name, null, row => [facet(row, at)]), "all"));
};

// A label is [type, first piece, piece after the last, place, words].
const inText = label => label && label[1] !== null && label[1] < label[2];
const told = label => `${label[0]} ${label[3] || "nowhere"}${label[4] ? ` “${label[4]}”` : ""}`;

// Pieces are cut for all systems: those that the same of these labels cover are put together.
const runs = (pieces, from, to, labels) => {
  const found = [];
  for (let at = from; at < to; at++) {
    const over = labels.filter(({label}) => label[1] <= at && at < label[2]);
    const last = found[found.length - 1];
    if (last && last.over.length === over.length && over.every((one, n) => one === last.over[n])) {
      last.words += pieces[at];
      last.end = at + 1;
    } else found.push({over, words: pieces[at], start: at, end: at + 1});
  }
  return found;
};

const marked = (pieces, from, to, labels) => runs(pieces, from, to, labels).flatMap(
  ({over, words, start, end}) => {
    if (!over.length) return [words];
    const names = new Set(over.flatMap(({side, wrong}) => [side, wrong ? "wrong" : "right"]));
    if (names.has("wrong")) names.delete("right");
    const begun = over.find(({label, id}) => id && label[1] === start);
    const span = make("span", {class: [...names].join(" "), id: begun ? begun.id : null,
      tabindex: begun ? -1 : null}, words);
    const tags = over.filter(({label, tag}) => tag && label[2] === end)
      .map(({side, tag}) => make("span", {class: `tag ${side[0]}`}, tag));
    return [span, ...tags];
  });

const SIDES = ["gold", "predicted"];
const causesOf = row => row[2].map(at => page.causes[at]).join(", ");

const contrasts = row => {
  const parts = [...row[5].map(part => [part, true]), ...row[6].map(part => [part, false])];
  if (!parts.length) return null;
  const line = ([[name, gold, predicted], differs]) => make("tr", {class: differs && "differs"},
    ...[differs ? `≠ ${name}` : name, gold ?? "–", predicted ?? "–"].map(one => make("td", null, one)));
  return wide("parts of both", make("table", {class: "parts"},
    make("tr", null, ...["part", ...SIDES].map(head => make("th", null, head))),
    ...parts.map(line)));
};

const item = (of, at, doc, shown) => {
  const row = of.rows[state.system][at];
  const labels = [row[3], row[4]].map(number => number === null ? null : of.labels[number]);
  const head = make("div", {class: "head"}, make("span", {class: "kind"},
    `${page.layers[row[0]]}: ${causesOf(row) || page.kinds[row[1]]}`));
  if (!shown) head.append(" · ",
    make("a", {href: link({doc: state.documents[doc]})}, state.documents[doc]));
  labels.forEach((label, side) => {
    if (label) head.append(" · ",
      make("span", {class: `tag ${SIDES[side][0]}`}, SIDES[side]), told(label));
  });
  if (shown && labels.some(inText)) {
    const button = make("button", {type: "button"}, "show in the text");
    button.addEventListener("click", () => {
      const mark = $(`mark-gold-${at}`) || $(`mark-predicted-${at}`);
      if (mark) { mark.focus(); mark.scrollIntoView({block: "center"}); }
    });
    head.append(" ", button);
  }
  const inner = [head];
  if (row[7]) {
    const marks = labels.map((label, side) => ({label, side: SIDES[side], wrong: false,
      tag: SIDES[side]})).filter(({label}) => inText(label));
    inner.push(make("blockquote", {lang: of.language, dir: "auto"},
      ...marked(of.pieces, row[7][0], row[7][1], marks)));
  }
  return make("li", {tabindex: -1}, ...inner, contrasts(row));
};

const pane = (of, side, chosen) => {
  const labels = [];
  of.rows[state.system].forEach((row, at) => {
    const number = row[3 + side];
    if (number === null || (state.given.layer && page.layers[row[0]] !== state.given.layer)) return;
    const label = of.labels[number], wrong = chosen.has(at);
    if (inText(label)) labels.push({label, side: SIDES[side], wrong,
      id: wrong ? `mark-${SIDES[side]}-${at}` : null,
      tag: wrong ? `${label[0]}: ${causesOf(row)}` : label[0]});
  });
  const name = side ? state.of.name : "gold";
  return make("section", {"aria-label": name}, make("h4", null, name),
    of.pieces ? make("div", {class: "text", lang: of.language, dir: "auto"},
      ...marked(of.pieces, 0, of.pieces.length, labels)) : null);
};

const showDocument = found => {
  const place = $("document");
  place.replaceChildren();
  if (state.doc < 0) return;
  const of = extract(state.section, state.doc), id = state.documents[state.doc];
  place.append(make("h3", {id: "document-name"}, of.title ? `${id}: ${of.title}` : id));
  if (of.failed[state.system] !== null)
    place.append(make("p", {class: "note"}, `No prediction: ${of.failed[state.system]}`));
  if (of.withheld) place.append(make("p", {class: "note"},
    "The words of this text may not be passed on and are left out."));
  const chosen = new Set(found.map(row => row[1]));
  if (of.pieces) place.append(make("div", {class: "panes"}, pane(of, 0, chosen), pane(of, 1, chosen)));
  const right = of.rows[state.system].map((row, at) => [row, at])
    .filter(([row]) => page.kinds[row[1]] === "right"
      && (!state.given.layer || page.layers[row[0]] === state.given.layer));
  if (!right.length) return;
  const details = make("details", {id: "right"},
    make("summary", null, `${right.length} labels that are right`));
  details.addEventListener("toggle", () => details.append(
    make("ol", null, ...right.map(([, at]) => item(of, at, state.doc, true)))), {once: true});
  place.append(details);
};

const showTallies = () => {
  const place = $("tallies");
  place.replaceChildren();
  if (!$("analysis").open) return;
  const by = $("by").value;
  for (const [layer, rows] of Object.entries(state.of.tallies)) {
    if (state.given.layer && layer !== state.given.layer) continue;
    const values = {...rows[""], ...rows[by]};
    const used = page.causes.filter(cause => cause in (rows[""][""][3]));
    const share = (part, whole) => whole ? (100 * part / whole).toFixed(1) : "–";
    // Of some things only gold labels are known, so that nothing can be said of predictions.
    const both = (...cells) => page.of_gold.includes(by) ? [] : cells;
    place.append(table(`${layer} by ${by}`,
      [by, "gold", ...both("predicted"), "right", "right of gold, %",
        ...both("right of predicted, %"), ...used],
      Object.entries(values).map(([value, [gold, predicted, right, causes]]) =>
        [value || "all", gold, ...both(predicted), right, share(right, gold),
          ...both(share(right, predicted)),
          ...used.map(cause => causes[cause] ? make("a", {href: link({...ALL, layer, error: cause,
            [by]: value}), "aria-label": `${causes[cause]} ${cause}, ${value || "all"}`},
          causes[cause]) : "")]), 1));
  }
};

const showMatrices = () => {
  const place = $("matrices");
  place.replaceChildren();
  if (!$("confusion").open) return;
  for (const one of document.querySelectorAll("template.matrix"))
    if (Number(one.dataset.section) === state.section && Number(one.dataset.system) === state.system)
      place.append(one.content.cloneNode(true));
  for (const [name, cells] of Object.entries(state.of.matrices))
    if (cells) place.append(table(`${name}: gold in rows, ${state.of.name} in columns`,
      ["", ...cells.columns],
      Object.entries(cells.rows).map(([gold, row]) => [gold, ...row.map(n => n || "")]), 1));
  if (!place.hasChildNodes()) place.append(make("p", null, "Nothing was aligned."));
};

let found = [], listed = 0;

const listMore = () => {
  for (const [doc, at] of found.slice(listed, listed + STEP))
    $("rows").append(item(extract(state.section, doc), at, doc, state.doc >= 0));
  listed = Math.min(found.length, listed + STEP);
  $("more").hidden = listed === found.length;
  $("shown").value = found.length ? `${found.length} error${found.length === 1 ? "" : "s"}, ${listed} of them listed` : "No errors.";
};

const show = () => {
  choose();
  fillAll();
  found = state.of.errors.filter(row => fits(row));
  listed = 0;
  $("rows").replaceChildren();
  showDocument(found);
  showTallies();
  showMatrices();
  listMore();
};

const go = changes => { location.hash = link(changes); };

form.addEventListener("change", ({target}) => {
  // Another folder of results has other documents.
  go({[target.name]: target.value, ...(target.name === "results" ? {system: "", doc: ""} : {})});
});
form.addEventListener("submit", event => event.preventDefault());
$("all").addEventListener("click", () => go(ALL));
$("more").addEventListener("click", () => {
  const at = listed;
  listMore();
  $("rows").children[at].focus();
});
$("by").append(...FACETS.map(name => make("option", null, name)));
$("by").addEventListener("change", showTallies);
$("analysis").addEventListener("toggle", showTallies);
$("confusion").addEventListener("toggle", showMatrices);

const nextError = step => {
  const rows = [...$("rows").children];
  const at = rows.indexOf(document.activeElement.closest("#rows > li"));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (next) next.focus();
};
const nextDocument = step => {
  const id = state.documents[state.doc < 0 ? (step > 0 ? 0 : -1) : state.doc + step];
  if (id) go({doc: id});
};
const KEYS = {j: () => nextError(1), k: () => nextError(-1),
  n: () => nextDocument(1), p: () => nextDocument(-1)};
document.addEventListener("keydown", event => {
  const typing = event.target.closest("select, input, textarea");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

window.addEventListener("hashchange", () => {
  if (location.hash.includes("=") || !location.hash) show();
});
show();
if (location.hash.includes("=")) $("errors").scrollIntoView();
