// Pieces pages are made of: words, numbers, tables, and charts. Every chart is an SVG at its real size (so text keeps its size),
// drawn anew when the width changes. Loaded before the script of a page.
"use strict";
const colours = ["#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const unsureColour = "#6b6b6b";
const charts = [];

// ---- words and numbers ----
const significant = d3.range(3, 10).map((digits) => new Intl.NumberFormat("en-GB", { maximumSignificantDigits: digits }));
const large = d3.range(0, 6).map((digits) => new Intl.NumberFormat("en-GB", { maximumFractionDigits: digits }));
// Digits beyond the usual ones, which the ends of an interval take until they differ.
let more = 0;
const number = (value) => value === null || value === undefined ? "–" :
  (Math.abs(value) >= 100 ? large : significant)[more].format(value).replace("-", "−");
// The sign of the currency a unit begins with, as in tools/console/format.cpp; "" for none.
const coinSign = (unit) => ({ GBP: "£", EUR: "€", USD: "$" })[(unit.match(/^[A-Z]{3}(?= |$)/) || [""])[0]] || "";
const money = (unit) => coinSign(unit) !== "";
// A sign stays with its pound at the end of a line: between them stands a word joiner, which is not seen.
const amount = (value, unit) => money(unit) && value !== null ? number(value).replace(/^(−?)/, (_, minus) => minus + "\u2060" + coinSign(unit)) : number(value);
const unitText = (unit) => money(unit) ? unit.replace(/^[A-Z]{3}/, coinSign(unit)) : unit;
const signed = (value, unit = "") => value === null ? "–" : (value > 0 ? "+" : "") + amount(value, unit);
const percent = (share) => share === null || share === undefined ? "–" :
  (share > 0 ? "+" : "") + (100 * share).toFixed((Math.abs(share) < 0.001 ? 2 : 1) + more).replace("-", "−").replace(/^[+−](?=[0.]*$)/, "") + "%";
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const range = (low, high, show) => {
  if (low === null || low === undefined || high === null || high === undefined) return "–";
  for (more = 0; more < 5 && low !== high && show(low) === show(high); ++more);
  const from = show(low), to = show(high);
  more = 0;
  return from === to ? "about " + from : from + " to " + to;
};
// Ticks of an axis take as many digits as tell them apart.
const tickTexts = (ticks, show) => {
  for (more = 0; more < 5 && new Set(ticks.map(show)).size < ticks.length; ++more);
  const texts = new Map(ticks.map((tick) => [tick, show(tick)]));
  more = 0;
  return (tick) => texts.get(tick);
};
const inUnit = (unit) => unit && unit !== "1" ? ", in " + unitText(unit) : "";
const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

// ---- small pieces ----
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const fill = (name) => document.querySelector(`[data-fill="${name}"]`);
const hide = (id) => { document.getElementById(id).hidden = true; };

// The path of a setting, which may break behind a point or a low line.
const path = (text) => {
  const element = make("span");
  for (const part of text.match(/[^._]*[._]?/g)) element.append(part, make("wbr"));
  return element;
};
const kinds = ["number", "date", "code", "path", "prose"];
// `stacked`: a table of words, whose cells stand below each other on a phone.
const table = (columns, rows, caption, stacked = false) => {
  const cell = (tag, column, content) => {
    const kind = kinds.find((name) => column[name]);
    return make(tag, kind ? { class: kind } : {}, content ?? "");
  };
  const head = make("tr", {}, ...columns.map((column) => { const th = cell("th", column, column.title); th.scope = "col"; return th; }));
  const body = rows.map((row) => make("tr", {}, ...columns.map((column, i) => {
    const td = cell("td", column, row[i]);
    if (stacked) td.dataset.title = column.title;
    return td;
  })));
  const element = make("table", stacked ? { class: "stacked" } : {}, make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, element);
};
const tableBelow = (title, columns, rows, stacked = false) =>
  make("details", {}, make("summary", { "aria-label": "The numbers: " + title }, "The numbers"), table(columns, rows, title + ", the numbers", stacked));

const key = (entries) => make("ul", { class: "key" }, ...entries.map(([drawing, text]) => {
  const item = make("li");
  item.innerHTML = `<svg width="26" height="14" aria-hidden="true">${drawing}</svg>`;
  item.append(make("span", {}, text));
  return item;
}));
const lineKey = (colour, dash = "") => `<line x1="1" x2="25" y1="7" y2="7" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/>`;
const sureKey = (colour) => `<line x1="1" x2="25" y1="7" y2="7" stroke="${colour}" stroke-width="2"/><circle cx="13" cy="7" r="5" fill="${colour}"/>`;
const unsureKey = `<line x1="1" x2="25" y1="7" y2="7" stroke="${unsureColour}" stroke-width="2" stroke-dasharray="3 2"/><circle cx="13" cy="7" r="4.5" fill="#fff" stroke="${unsureColour}" stroke-width="2"/>`;
const hollowKey = `<circle cx="13" cy="7" r="4.5" fill="#fff" stroke="#000" stroke-width="2"/>`;

const figure = (title, note, wide = false) => {
  const caption = make("figcaption", {}, make("h3", {}, title));
  if (note) caption.append(make("p", { class: "note" }, note));
  return make("figure", wide ? { class: "wide" } : {}, caption);
};
// A place for a chart: draw(width) gives an SVG element; drawn when seen at a width, and again when that changes.
const chart = (title, description, draw) => {
  const holder = make("div", { class: "chart" });
  charts.push({ holder, draw: (width) => {
    const svg = draw(width);
    svg.attr("role", "img").attr("aria-label", title + ". " + description);
    svg.insert("title", ":first-child").text(title);
    holder.replaceChildren(svg.node());
  } });
  return holder;
};
// Figures in sight, and the rest of a section a click away; those are drawn once they are seen.
const showFigures = (holder, first, more) => {
  const open = holder.querySelector(":scope > .more")?.open;
  holder.querySelectorAll(":scope > .grid, :scope > .more").forEach((element) => element.remove());
  if (first.length) holder.append(make("div", { class: "grid" }, ...first));
  if (!more.length) return;
  const rest = make("details", { class: "more" }, make("summary", {}, `More figures (${more.length})`), make("div", { class: "grid" }, ...more));
  if (open) rest.open = true;
  rest.addEventListener("toggle", () => { if (rest.open) drawAll(); });
  holder.append(rest);
};
const canvas = (width, height) => d3.create("svg").attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`);
const drawAll = (fixed) => {
  for (const one of charts) {
    const width = fixed || Math.floor(one.holder.getBoundingClientRect().width);
    if (width > 0) one.draw(Math.min(width, 760));
  }
};
const ticksFor = (width) => Math.max(3, Math.min(8, Math.floor(width / 85)));
const ruler = document.createElement("canvas").getContext("2d");
ruler.font = "13px " + getComputedStyle(document.body).fontFamily;
const textWidth = (text) => ruler.measureText(text).width;
const linesWithin = (text, width) => text.split(" ").reduce((lines, word) => {
  const longer = lines.length ? lines[lines.length - 1] + " " + word : word;
  if (lines.length && textWidth(longer) <= width) lines[lines.length - 1] = longer;
  else lines.push(word);
  return lines;
}, []);

// ---- dots with intervals, one row a label ----
// rows: [{title, marks: [{mean, low, high, colour, sure, hollow}]}]
const dotPlot = (width, rows, { unit, show, zero, reference, like = rows }) => {
  const longest = d3.max(rows, (row) => textWidth(row.title));
  const beside = width > 520 && longest < width * 0.5;
  const left = beside ? longest + 12 : 8, top = 8;
  const markHeight = 15, gap = 9, lineHeight = 16;
  const titleLines = (row) => beside ? [row.title] : linesWithin(row.title, width - left - 4);
  const titleHeight = (row) => beside ? 0 : 2 + lineHeight * titleLines(row).length;
  const heightOf = (row) => titleHeight(row) + Math.max(1, row.marks.length) * markHeight + gap;
  const tops = [];
  let bottom = top;
  for (const row of rows) { tops.push(bottom); bottom += heightOf(row); }
  const values = like.flatMap((row) => row.marks.flatMap((mark) => [mark.mean, mark.low, mark.high])).filter((v) => v !== null);
  if (zero) values.push(0);
  if (reference !== undefined) values.push(reference);
  let domain = d3.extent(values);
  if (domain[0] === domain[1]) domain = [domain[0] - 1, domain[1] + 1];
  let count = ticksFor(width - left);
  const crowded = () => {
    const ticks = d3.scaleLinear().domain(domain).nice(count).ticks(count);
    const text = tickTexts(ticks, show);
    return d3.max(ticks, (tick) => textWidth(text(tick)) + 10) * (ticks.length - 0.5) > width - left;
  };
  while (count > 2 && crowded()) --count;
  const x = d3.scaleLinear().domain(domain).nice(count);
  const ticks = x.ticks(count);
  const tickText = tickTexts(ticks, show);
  const room = (tick) => textWidth(tickText(tick)) / 2 + 3;
  const right = Math.max(14, room(ticks[ticks.length - 1]));
  x.range([Math.max(left + 8, room(ticks[0])), width - right]);
  const svg = canvas(width, bottom + 44);
  svg.append("g").selectAll("line").data(ticks).join("line").attr("class", "grid-line")
    .attr("x1", x).attr("x2", x).attr("y1", top).attr("y2", bottom);
  // The line leaves out titles it would run through, which stand above their marks.
  for (const at of zero ? [0] : reference !== undefined ? [reference] : []) rows.forEach((row, i) => {
    const crossed = !beside && x(at) < left + 6 + d3.max(titleLines(row), textWidth);
    svg.append("line").attr("class", "zero").attr("x1", x(at)).attr("x2", x(at)).attr("y1", tops[i] + (crossed ? titleHeight(row) : 0)).attr("y2", tops[i] + heightOf(row));
  });
  rows.forEach((row, i) => {
    const title = svg.append("text").attr("text-anchor", beside ? "end" : "start").attr("class", "halo");
    titleLines(row).forEach((line, k) => title.append("tspan").attr("x", beside ? left - 4 : left)
      .attr("y", tops[i] + (beside ? heightOf(row) / 2 : 14 + k * lineHeight)).attr("dy", beside ? "0.1em" : 0).text(line));
    row.marks.forEach((mark, k) => drawMark(svg, x, mark, tops[i] + titleHeight(row) + (k + 0.5) * markHeight + (beside ? gap / 2 - 2 : 0), show));
  });
  svg.append("g").attr("transform", `translate(0,${bottom})`).call(d3.axisBottom(x).tickValues(ticks).tickFormat(tickText).tickSizeOuter(0));
  svg.append("text").attr("class", "small").attr("x", (left + width - right) / 2).attr("y", bottom + 38).attr("text-anchor", "middle").text(unit);
  return svg;
};
const drawMark = (svg, x, mark, y, show) => {
  if (mark.mean === null) return;
  const colour = mark.sure === false ? unsureColour : mark.colour;
  const group = svg.append("g");
  group.append("title").text(show(mark.mean) + (mark.low === null ? "" : ` (95% ${show(mark.low)} to ${show(mark.high)})`));
  if (mark.band) group.append("rect").attr("x", x(mark.band[0])).attr("width", Math.max(1, x(mark.band[1]) - x(mark.band[0])))
    .attr("y", y - 6).attr("height", 12).attr("fill", "#56B4E9").attr("opacity", 0.45);
  if (mark.low !== null) group.append("line").attr("x1", x(mark.low)).attr("x2", x(mark.high)).attr("y1", y).attr("y2", y)
    .attr("stroke", colour).attr("stroke-width", 2).attr("stroke-dasharray", mark.sure === false ? "3 2" : null);
  const open = mark.hollow || mark.sure === false;
  group.append("circle").attr("cx", x(mark.mean)).attr("cy", y).attr("r", open ? 4.5 : 5)
    .attr("fill", open ? "#fff" : colour).attr("stroke", colour).attr("stroke-width", 2);
};

// ---- contents, and drawing anew ----
const showContents = () => {
  const sections = [...document.querySelectorAll("main section")].filter((section) => !section.hidden);
  document.getElementById("contents").replaceChildren(make("ul", {}, ...sections.map((section) =>
    make("li", {}, make("a", { href: "#" + section.id }, section.querySelector("h2").textContent)))));
};
// Draws all charts whenever the width changes, and for print.
const keepDrawn = () => {
  let waiting = 0, seen = document.body.clientWidth;
  window.addEventListener("resize", () => {
    if (document.body.clientWidth === seen) return;
    seen = document.body.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => drawAll());
  });
  window.addEventListener("beforeprint", () => drawAll());
  window.addEventListener("afterprint", () => drawAll());
};
