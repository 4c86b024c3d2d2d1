// What helps to decide, for the page of a comparison: who pays and who gains, how the answer stands when numbers of evidence
// are drawn, and what it would take. Loaded between the pieces and the page's own script.
"use strict";

const coinsIn = (unit) => (value) => signed(value, unit);
const chances = (share) => share === null || share === undefined ? "–" : Math.round(100 * share) + "%";

// ---- money ----
const benefitSentence = (benefit, draws, ledger) => {
  const coins = coinsIn(ledger.unit);
  const parts = [`More is saved than the services cost in ${benefit.worth} of ${plural(benefit.pairs, "pair")}`];
  if (draws) parts.push(`and, on average over pairs, under ${chances(benefit.share_of_unit_costs)} of ${number(draws)} draws of the unit costs (change of cost 95% ${range(-benefit.unit_costs_high, -benefit.unit_costs_low, coins)} a year)`);
  let text = parts.join(" ") + ".";
  if (benefit.ratio !== null && benefit.ratio !== undefined) text += benefit.ratio > 0
    ? ` For each ${ledger.coin} more that services cost, ${coinSign(ledger.unit)}${benefit.ratio.toFixed(2)} is saved elsewhere: they would break even at ${benefit.ratio.toFixed(2)} times their cost.`
    : " Nothing is saved elsewhere, so no price of the services would break even.";
  return text;
};
// As cost, so that a fall is a gain here as everywhere on the page: what is saved is below zero.
const asCost = (estimate) => ({ mean: less(estimate.mean), low: less(estimate.high), high: less(estimate.low) });
const less = (value) => value === null ? null : value === 0 ? 0 : -value;
const moneyFigure = (money, ledger) => {
  const coins = coinsIn(ledger.unit);
  const title = "What services cost, and what other costs change";
  const payers = [...money.payers].sort((a, b) => d3.descending(Math.abs(a.net.mean), Math.abs(b.net.mean)));
  const costs = (line) => ({ name: line.name, services: line.services, others: asCost(line.saved), net: asCost(line.net) });
  const sums = ledger.sums.map((id) => money[id]);
  const lines = [...payers, ...sums].map(costs);
  const result = figure(title, `Change of cost against the base, a year (${money.years}). Left of the line: it costs less. ${ledger.note}`, true);
  const mark = (estimate, colour, hollow) => ({ ...estimate, colour, hollow });
  const rows = lines.map((line) => ({ title: capital(line.name), marks: line.services.mean === 0 ? [mark(line.net, "#000000")]
    : [mark(line.services, "#D55E00", true), mark(line.others, "#009E73", true), mark(line.net, "#000000")] }));
  result.append(key([[`<circle cx="13" cy="7" r="4.5" fill="#fff" stroke="#D55E00" stroke-width="2"/>`, "cost of services"],
    [`<circle cx="13" cy="7" r="4.5" fill="#fff" stroke="#009E73" stroke-width="2"/>`, "all other costs (not drawn where no service is paid: they are the net)"], [sureKey("#000000"), "net, with 95% interval"]]));
  const net = (benefit) => coins(less(benefit.net.mean));
  result.append(chart(title, `Net: ${sums.map((sum) => `${sum.name} ${net(sum)}`).join(", ")} a year.`,
    (width) => dotPlot(width, rows, { unit: `${unitText(ledger.unit)} against the base; left of the line: it costs less`, show: coins, zero: true })));
  result.append(...sums.map((sum) => make("p", {}, make("strong", {}, capital(sum.name) + ". "), benefitSentence(sum, money.unit_cost_draws, ledger))));
  result.append(tableBelow(title, [{ title: "" }, { title: "Net", number: true }, { title: "95% interval", number: true }, { title: "Services", number: true }, { title: "Other costs", number: true }],
    [...lines, ...money.kinds.map((kind) => costs({ ...kind, name: kind.name + " alone" }))].map((line) => [capital(line.name), coins(line.net.mean), range(line.net.low, line.net.high, coins), coins(line.services.mean), coins(line.others.mean)])));
  return result;
};
const showMoney = (money, ledger) => {
  const holder = fill("money");
  holder.replaceChildren();
  if (!money) return;
  if (money.payers.length) holder.append(moneyFigure(money, ledger));
  else holder.append(make("p", {}, "Nothing changes for anybody who pays."));
};

// ---- draws of evidence ----
const spreadFigure = (doubt, told, headlines, differences) => {
  const title = "Change of the headlines: chance, and doubt about the evidence";
  const result = figure(title, `Solid: the interval with every number of evidence at its value. Hollow: where 95% of ${doubt.draws} draws of ${doubt.numbers.length} numbers of evidence put the change.`, true);
  const rows = headlines.map((headline) => {
    const spread = told.measures.find((measure) => measure.name === headline.name), base = doubt.base[headline.name];
    if (!spread || spread.mean === null || !base) return null;
    const [mean, low, high] = differences(headline);
    return { headline, spread, title: capital(headline.title), size: Math.max(Math.abs(spread.low / base), Math.abs(spread.high / base)), marks: [{ mean, low, high, colour: "#0072B2" },
      { mean: spread.mean / base, low: spread.low / base, high: spread.high / base, colour: "#D55E00", hollow: true }] };
  }).filter(Boolean);
  if (!rows.length) return null;
  // As with the headlines, one of another size would flatten the rest.
  const usual = d3.median(rows, (row) => row.size) || 0;
  const drawn = rows.filter((row) => row.size <= Math.max(0.25, 10 * usual));
  result.append(key([[sureKey("#0072B2"), "evidence at its values: 95% interval of the mean"], [`<line x1="1" x2="25" y1="7" y2="7" stroke="#D55E00" stroke-width="2"/><circle cx="13" cy="7" r="4.5" fill="#fff" stroke="#D55E00" stroke-width="2"/>`, "evidence drawn: 95% of draws"]]));
  result.append(chart(title, drawn.map((row) => `${row.title} ${percent(row.marks[1].low)} to ${percent(row.marks[1].high)}`).join("; "),
    (width) => dotPlot(width, drawn, { unit: "change, % of the base", show: (v) => percent(v).replace(/\.?0+%$/, "%"), zero: true })));
  result.append(tableBelow(title, [{ title: "" }, { title: "Change over draws", number: true }, { title: "95% of draws", number: true }, { title: "Lower in", number: true }, { title: "Of the doubt, evidence", number: true }, { title: "Unit" }],
    rows.map(({ headline, spread }) => [capital(headline.title), signed(spread.mean, headline.unit), range(spread.low, spread.high, (v) => signed(v, headline.unit)), chances(spread.share_below) + " of draws", chances(spread.evidence_share), unitText(headline.unit)])));
  return result;
};
const drawsPlot = (width, changes, { unit, show, better }) => {
  const sorted = [...changes].sort(d3.ascending), left = 14, right = 24, top = 8, step = Math.max(3, Math.min(9, 220 / sorted.length));
  const bottom = top + step * sorted.length + 6;
  let domain = d3.extent([...sorted, 0]);
  if (domain[0] === domain[1]) domain = [domain[0] - 1, domain[1] + 1];
  let count = ticksFor(width);
  const widest = () => d3.max(d3.scaleLinear().domain(domain).nice(count).ticks(count), (tick) => textWidth(show(tick)));
  while (count > 2 && (widest() + 10) * (d3.scaleLinear().domain(domain).nice(count).ticks(count).length + 0.5) > width) --count;
  const x = d3.scaleLinear().domain(domain).nice(count).range([Math.max(left, widest() / 2 + 3), width - Math.max(right, widest() / 2 + 3)]);
  const svg = canvas(width, bottom + 44), ticks = x.ticks(count);
  svg.append("g").selectAll("line").data(ticks).join("line").attr("class", "grid-line").attr("x1", x).attr("x2", x).attr("y1", top).attr("y2", bottom);
  svg.append("line").attr("class", "zero").attr("x1", x(0)).attr("x2", x(0)).attr("y1", top).attr("y2", bottom);
  sorted.forEach((change, i) => {
    const group = svg.append("g");
    group.append("title").text(show(change));
    group.append("circle").attr("cx", x(change)).attr("cy", top + step * (i + 0.5)).attr("r", Math.min(4, step * 0.6)).attr("fill", better(change) ? "#0072B2" : "#fff").attr("stroke", better(change) ? "#0072B2" : "#D55E00").attr("stroke-width", 1.6);
  });
  svg.append("g").attr("transform", `translate(0,${bottom})`).call(d3.axisBottom(x).tickValues(ticks).tickFormat(tickTexts(ticks, show)).tickSizeOuter(0));
  svg.append("text").attr("class", "small").attr("x", width / 2).attr("y", bottom + 38).attr("text-anchor", "middle").text(unit);
  return svg;
};
const drawsFigure = (doubt, told, unit, words) => {
  const title = "Every draw: " + words;
  const lowest = doubt.preference.best === "lowest", better = (change) => lowest ? change < 0 : change > 0;
  const changes = told.changes.filter((change) => change !== null);
  if (!changes.length) return null;
  const good = changes.filter(better).length;
  const result = figure(title, `Each mark is one draw of the evidence, the mean of ${plural(doubt.pairs, "pair")}; sorted. Better than the base in ${good} of ${changes.length}.`);
  result.append(key([[`<circle cx="13" cy="7" r="4.5" fill="#0072B2"/>`, "better than the base"], [`<circle cx="13" cy="7" r="4.5" fill="#fff" stroke="#D55E00" stroke-width="2"/>`, "not better"]]));
  result.append(chart(title, `Better than the base in ${good} of ${changes.length} draws.`, (width) => drawsPlot(width, changes, { unit: "change, " + unitText(unit), show: (v) => signed(v, unit), better })));
  result.append(tableBelow(title, [{ title: "Draw", number: true }, { title: "Change", number: true }], told.changes.map((change, i) => [i, signed(change, unit)])));
  return result;
};
const regretFigure = (doubt, unit, words, nameOf) => {
  const title = "Which is the best, and what a wrong choice would cost";
  const result = figure(title, `The best is the ${doubt.preference.best} ${words}. Regret is how far a scenario is from the best one of the same draw${inUnit(unit)}.`);
  const rows = doubt.regret.map((row, i) => ({ title: nameOf(i), marks: [{ mean: row.share, low: null, high: null, colour: "#0072B2" }] }));
  result.append(chart(title, doubt.regret.map((row, i) => `${nameOf(i)} is the best in ${row.best_in} of ${doubt.draws} draws`).join("; "),
    (width) => dotPlot(width, rows, { unit: "share of draws in which it is the best", show: chances, zero: true, reference: 1 })));
  result.append(table([{ title: "Scenario" }, { title: "Best in", number: true }, { title: "Expected regret", number: true }, { title: "Greatest regret", number: true }],
    doubt.regret.map((row, i) => [nameOf(i), `${row.best_in} of ${doubt.draws}`, amount(row.expected, unit), amount(row.greatest, unit)]), title, true));
  result.append(tableBelow(title, [{ title: "Scenario" }, { title: "Share of draws", number: true }], doubt.regret.map((row, i) => [nameOf(i), chances(row.share)])));
  return result;
};
const showDoubt = (doubt, alternative, headlines, nameOf) => {
  document.getElementById("doubt").hidden = !doubt;
  if (!doubt) return;
  const told = doubt.alternatives[alternative];
  const preferred = headlines.find((headline) => headline.name === doubt.preference.measure);
  const unit = preferred ? preferred.unit : "", words = preferred ? preferred.title : doubt.preference.measure.replace(/_/g, " ");
  const strong = told.influences.slice(0, 3);
  fill("doubt-lead").textContent = `Numbers of evidence are known only so well. Here ${doubt.numbers.length} of them ${doubt.numbers.length === 1 ? "was" : "were"} drawn ${plural(doubt.draws, "time")} from what is known of them, the same for all scenarios, and everything was run again.` +
    (strong.length ? ` Beyond chance, the change of ${words} goes with ${strong.map((influence) => `${influence.number.split(".").slice(-2).join(", ").replace(/_/g, " ")} (rank correlation ${influence.rank_correlation.toFixed(2).replace("-", "−")})`).join(" and ")}.` : "");
  const figures = [spreadFigure(doubt, told, headlines, (headline) => headline.differences[alternative].relative), drawsFigure(doubt, told, unit, words), regretFigure(doubt, unit, words, nameOf)];
  const [first, ...more] = figures.filter(Boolean), holder = fill("doubt");
  showFigures(holder, [first].filter(Boolean), more);
  holder.querySelector(":scope > .numbers")?.remove();
  holder.append(make("details", { class: "numbers" }, make("summary", {}, `The ${doubt.numbers.length} numbers drawn`),
    table([{ title: "Number", path: true }, { title: "Value" }, { title: "Drawn from" }, { title: "Source", prose: true }], doubt.numbers.map((row) => [path(row.path), row.configured, row.distribution, row.source]), "Numbers drawn", true)));
};

// ---- what it would take ----
const takeFigure = (search, row) => {
  const relative = row.unit === "relative change", show = relative ? percent : coinsIn(row.unit);
  // A net benefit is told as cost, so that a fall is a gain here, too.
  const named = (relative ? row.name : row.name.replace(/^net benefit$/, "change of all costs").replace(/^net benefit to/, "change of cost to")).replace(/_/g, " ");
  const title = capital(named) + ", by value of " + search.path.split(".").slice(-2).join(", ").replace(/_/g, " ");
  const wanted = row.wanted === 0 ? "zero" : show(row.wanted), values = row.estimates.map((estimate) => number(estimate.value));
  const short = (value) => number(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
  const end = (value, open) => open ? number(value) : short(value);  // an open end is a value tried
  const within = row.reached_within.map((one) => end(one.low, one.open_low) + (one.open_low ? " or less" : "") + " to " + end(one.high, one.open_high) + (one.open_high ? " or more" : "")).join(" and ");
  const found = row.reached_at.length
    ? `It is ${wanted} at ${row.reached_at.map(short).join(" and ")}${within ? ` (95% ${within})` : ""}, read off a straight line between the values beside it.`
    : `It is ${wanted} nowhere between ${values[0]} and ${values[values.length - 1]}${within ? `, though its 95% interval includes that from ${within}` : ""}.`;
  const result = figure(title, found);
  const estimates = row.estimates.map((estimate) => ({ value: estimate.value, ...(relative ? { mean: estimate.mean, low: estimate.low, high: estimate.high } : asCost(estimate)) }));
  const rows = estimates.map((estimate) => ({ title: number(estimate.value), marks: [{ ...estimate, colour: "#0072B2" }] }));
  result.append(chart(title, found, (width) => dotPlot(width, rows, { unit: relative ? "change, % of the base" : unitText(row.unit), show: relative ? (v) => percent(v).replace(/\.?0+%$/, "%") : show, zero: row.wanted === 0, reference: row.wanted })));
  result.append(tableBelow(title, [{ title: "Value", number: true }, { title: capital(named), number: true }, { title: "95% interval", number: true }], estimates.map((estimate) => [number(estimate.value), show(estimate.mean), range(estimate.low, estimate.high, show)])));
  return result;
};
const showBreakEven = (search, label) => {
  document.getElementById("takes").hidden = !search;
  if (!search) return;
  const rows = search.quantities.filter((row) => row.scenario === label && row.estimates.some((estimate) => estimate.mean !== null));
  fill("takes-lead").textContent = `${search.path} at ${search.values.length} values in ${search.applied_to}, ${search.pairs} pair${search.pairs === 1 ? "" : "s"} at each; as configured it is ${search.configured}${search.unit && !["1", "ratio"].includes(search.unit) ? " " + search.unit : ""}. The black line is what is wanted.`;
  const [first, ...more] = rows.map((row) => takeFigure(search, row));
  showFigures(fill("takes"), [first].filter(Boolean), more);
};
