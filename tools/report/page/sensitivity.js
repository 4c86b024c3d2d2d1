// Draws the page about a sweep from the data in it, with pieces.js. Every chart has its numbers in a table beneath.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const plainWords = (name) => capital(name.replace(/_/g, " "));
  const share = (value) => value === null ? "–" : number(100 * value).replace(/(\.\d\d)\d+$/, "$1") + "%";

  const cautionBadge = () => make("span", { class: "badge outside" }, "Caution");

  // ---- indices of one measure ----
  const indices = (measure, name) => measure.indices.filter((row) => row.index === name);
  const of = (rows, factor) => rows.find((row) => row.factor === factor);
  const bySize = (rows) => [...rows].sort((a, b) => d3.descending(Math.abs(a.value), Math.abs(b.value)));
  const mark = (row, colour, sure = true, hollow = false) => ({ mean: row.value, low: row.low, high: row.high, colour, sure, hollow });
  const spoken = (rows, show) => rows.map((row) => `${row.factor} ${show(row.value)}`).join("; ");
  const cells = (row, show) => [show(row.value), range(row.low, row.high, show)];
  const intervalColumns = (title) => [{ title, number: true }, { title: "95% interval", number: true }];

  const effectsFigure = (measure) => {
    const rows = bySize(indices(measure, "morris_mu_star"));
    const [means, spreads] = ["morris_mu", "morris_sigma"].map((name) => indices(measure, name));
    const title = "Elementary effects";
    const result = figure(title, "By how much the measure moves, up or down, when one factor goes over its whole range: mean of absolute effects (mu*).", true);
    result.append(key([[sureKey(colours[1]), "mu* with 95% interval"]]));
    result.append(chart(`${plainWords(measure.measure)}: ${title}`, spoken(rows, number), (width) => dotPlot(width,
      rows.map((row) => ({ title: row.factor, marks: [mark(row, colours[1])] })), { unit: unitText(measure.unit), show: number, zero: true })));
    result.append(tableBelow(title, [{ title: "Factor" }, ...intervalColumns("mu*"), { title: "mu (with sign)", number: true }, { title: "sigma (interaction or bend)", number: true }],
      rows.map((row) => [row.factor, ...cells(row, number), number(of(means, row.factor).value), number(of(spreads, row.factor).value)])));
    return result;
  };

  const sharesFigure = (measure) => {
    const totals = bySize(indices(measure, "sobol_total")), firsts = indices(measure, "sobol_first");
    const title = "Shares of the variance";
    const result = figure(title, "How much of the variance over the sweep a factor accounts for: alone (first order), and with all its interactions (total).", true);
    result.append(key([[sureKey(colours[1]), "total"], [`<circle cx="13" cy="7" r="4.5" fill="#fff" stroke="${colours[2]}" stroke-width="2"/>`, "alone"]]));
    result.append(chart(`${plainWords(measure.measure)}: ${title}`, spoken(totals, share), (width) => dotPlot(width,
      totals.map((row) => ({ title: row.factor, marks: [mark(row, colours[1]), mark(of(firsts, row.factor), colours[2], true, true)] })),
      { unit: "share of the variance", show: share, zero: true })));
    result.append(tableBelow(title, [{ title: "Factor" }, ...intervalColumns("Alone"), ...intervalColumns("Total")],
      totals.map((row) => [row.factor, ...cells(of(firsts, row.factor), share), ...cells(row, share)])));
    return result;
  };

  const pairsFigure = (measure) => {
    const all = bySize(indices(measure, "sobol_second"));
    if (!all.length) return [];
    const rows = all.slice(0, 8), title = "Two factors together";
    const name = (row) => `${row.factor} and ${row.with}`;
    const sure = (row) => row.low > 0 || row.high < 0;
    const result = figure(title, `What two factors do together beyond each alone (second order)${all.length > rows.length ? `; the largest ${rows.length} of ${all.length} pairs` : ""}.`, true);
    result.append(key([[sureKey(colours[3]), "told from none"], [unsureKey, "not told from none"]]));
    result.append(chart(`${plainWords(measure.measure)}: ${title}`, rows.map((row) => `${name(row)} ${share(row.value)}`).join("; "), (width) => dotPlot(width,
      rows.map((row) => ({ title: name(row), marks: [mark(row, colours[3], sure(row))] })), { unit: "share of the variance", show: share, zero: true })));
    result.append(tableBelow(title, [{ title: "Factors" }, ...intervalColumns("Together")], all.map((row) => [name(row), ...cells(row, share)])));
    return [result];
  };

  const scoresFigure = (measure) => {
    const rows = bySize(indices(measure, "variance_share").filter((row) => row.value !== null));
    const ranks = indices(measure, "rank_correlation"), coefficients = indices(measure, "rank_regression");
    const title = "Feature scores";
    const result = figure(title, "Share of the variance between groups of a factor's values, of whatever shape; corrected for chance.", true);
    result.append(key([[sureKey(colours[1]), "share with 95% interval"], [unsureKey, "not told from none"]]));
    result.append(chart(`${plainWords(measure.measure)}: ${title}`, spoken(rows, share), (width) => dotPlot(width,
      rows.map((row) => ({ title: row.factor, marks: [mark(row, colours[1], row.low > 0)] })), { unit: "share of the variance", show: share, zero: true })));
    result.append(tableBelow(title, [{ title: "Factor" }, ...intervalColumns("Variance share"), ...intervalColumns("Rank correlation"), ...intervalColumns("Rank regression")],
      rows.map((row) => [row.factor, ...cells(row, share), ...cells(of(ranks, row.factor), number), ...cells(of(coefficients, row.factor), number)])));
    return result;
  };

  const measureSection = (measure) => {
    const section = make("section", { id: "measure-" + measure.measure }, make("h2", {}, plainWords(measure.measure)));
    section.append(make("p", { class: "lead" }, `${measure.meaning ? capital(measure.meaning).replace(/\.?$/, ".") + " " : ""}Over the sweep ${number(measure.mean)} ${unitText(measure.unit)} on average, standard deviation ${number(measure.standard_deviation)}.`));
    section.append(make("p", {}, measure.answer));
    for (const caution of measure.cautions) section.append(make("p", {}, cautionBadge(), " " + capital(caution) + "."));
    const has = (name) => indices(measure, name).some((row) => row.value !== null);
    const figures = [...(has("morris_mu_star") ? [effectsFigure(measure)] : []), ...(has("sobol_total") ? [sharesFigure(measure), ...pairsFigure(measure)] : []),
      ...(has("variance_share") ? [scoresFigure(measure)] : [])];
    section.append(make("div", { class: "grid" }, ...figures));
    return section;
  };

  // ---- where it fails ----
  const factorNamed = (name) => data.factors.find((factor) => factor.path === name);
  const boxPlot = (width, restrictions) => {
    const rows = restrictions.filter((row) => row.lowest !== null || row.highest !== null);
    const height = 46, left = 8, right = width - 8, svg = canvas(width, rows.length * height + 8);
    rows.forEach((row, i) => {
      const factor = factorNamed(row.factor), y = i * height;
      const x = (factor.log ? d3.scaleLog() : d3.scaleLinear()).domain([factor.lowest, factor.highest]).range([left, right]).clamp(true);
      const low = row.lowest === null ? factor.lowest : row.lowest, high = row.highest === null ? factor.highest : row.highest;
      svg.append("text").attr("x", left).attr("y", y + 14).text(row.factor);
      svg.append("line").attr("x1", left).attr("x2", right).attr("y1", y + 24).attr("y2", y + 24).attr("stroke", "#bbb").attr("stroke-width", 2);
      svg.append("rect").attr("x", x(low)).attr("width", Math.max(3, x(high) - x(low))).attr("y", y + 19).attr("height", 10).attr("fill", colours[2]);
      const label = (at, value) => svg.append("text").attr("class", "small halo").attr("y", y + 42).attr("text-anchor", "middle").text(number(value))
        .attr("x", Math.max(textWidth(number(value)) / 2, Math.min(width - textWidth(number(value)) / 2, at)));
      if (row.lowest !== null) label(x(low), low);
      if (row.highest !== null) label(x(high), high);
    });
    return svg;
  };
  const trajectoryPlot = (width, boxes, shown) => {
    const height = 280, left = 46, top = 14, bottom = height - 44, right = width - 22, svg = canvas(width, height);
    const x = d3.scaleLinear().domain([0, 1]).range([left, right]), y = d3.scaleLinear().domain([0, 1]).range([bottom, top]);
    svg.append("g").selectAll("line").data(y.ticks(4)).join("line").attr("class", "grid-line").attr("x1", left).attr("x2", right).attr("y1", y).attr("y2", y);
    svg.append("path").attr("fill", "none").attr("stroke", "#bbb").attr("d", d3.line().x((box) => x(box.coverage)).y((box) => y(box.density))(boxes));
    boxes.forEach((box, i) => svg.append("circle").attr("cx", x(box.coverage)).attr("cy", y(box.density)).attr("r", i === shown ? 6 : 3.5).attr("fill", i === shown ? colours[2] : colours[1])
      .append("title").text(`Box ${i}: coverage ${share(box.coverage)}, density ${share(box.density)}, ${box.restrictions.length} factors`));
    svg.append("g").attr("transform", `translate(0,${bottom})`).call(d3.axisBottom(x).ticks(4).tickFormat(share).tickSizeOuter(0));
    svg.append("g").attr("transform", `translate(${left},0)`).call(d3.axisLeft(y).ticks(4).tickFormat(share).tickSize(0)).call((axis) => axis.select(".domain").remove());
    svg.append("text").attr("class", "small").attr("x", (left + right) / 2).attr("y", height - 8).attr("text-anchor", "middle").text("coverage: share of all failures inside");
    svg.append("text").attr("class", "small halo").attr("x", left + 4).attr("y", top + 4).text("density: share inside that fails");
    return svg;
  };
  const showFailure = () => {
    const failure = data.failure;
    if (!failure) return hide("failure");
    fill("failure-lead").replaceChildren(failure.answer, ...failure.cautions.flatMap((caution) => [make("br"), cautionBadge(), " " + capital(caution) + "."]));
    if (failure.trajectory.length < 2) return;
    const box = failure.trajectory[failure.shown], title = "The box", peeling = "Peeling";
    const outline = figure(title, `Within these ranges "${failure.rule}" holds at ${share(box.density)} of the points, and ${share(box.coverage)} of all such points lie there. Grey: the whole range of the sweep.`);
    const drawn = box.restrictions.filter((row) => row.lowest !== null || row.highest !== null);
    if (drawn.length) outline.append(chart(title, box.restrictions.map((row) => row.words).join("; "), (width) => boxPlot(width, box.restrictions)));
    outline.append(tableBelow(title, [{ title: "Restriction" }, { title: "quasi-p", number: true }], box.restrictions.map((row) => [row.words, row.quasi_p < 1e-4 ? "< 0.0001" : number(row.quasi_p)])));
    const path = figure(peeling, "From everything (right) to ever smaller boxes: density rises as coverage falls. The larger dot is the box described here.");
    path.append(chart(peeling, `${failure.trajectory.length} boxes, coverage against density.`, (width) => trajectoryPlot(width, failure.trajectory, failure.shown)));
    path.append(tableBelow(peeling, [{ title: "Box", number: true }, { title: "Points", number: true }, { title: "Coverage", number: true }, { title: "Density", number: true }, { title: "Restrictions" }],
      failure.trajectory.map((one, i) => [i, number(one.points), share(one.coverage), share(one.density), one.restrictions.map((row) => row.words).join("; ")])));
    fill("failure").replaceChildren(outline, path);
  };

  // ---- the rest ----
  const showFactors = () => fill("factors").replaceChildren(table([{ title: "Setting" }, { title: "Lowest", number: true }, { title: "Highest", number: true }, { title: "Unit" }, { title: "Values" }],
    data.factors.map((factor) => [factor.path, number(factor.lowest), number(factor.highest), unitText(factor.unit), factor.categories.join(", ")]), "What was varied"));
  const showLimits = () => {
    const has = (name) => data.measures.some((measure) => indices(measure, name).length);
    const lines = [["Interval.", "95% intervals (bootstrap) cover the luck of which points were drawn. They do not cover doubt about the model, nor about the ranges varied: other ranges, other indices."]];
    if (has("morris_mu_star")) lines.push(["Elementary effects.", "Good for telling the few factors that matter from the many that do not. A large sigma beside mu* says that the effect depends on where the other factors stand."]);
    if (has("sobol_total")) lines.push(["Shares.", "A total index near 0 says that a factor may be fixed anywhere in its range. A total far above the share alone says that it works through others."]);
    lines.push(["Feature scores.", "They describe the points there are and leave interactions out."]);
    if (data.failure) lines.push(["The box.", "Found by searching, so that its density is flattered; quasi-p values, too. A restriction with a large quasi-p tells little."]);
    fill("limits").replaceChildren(...lines.map(([head, text]) => make("li", {}, make("strong", {}, head), " " + text)));
  };
  const showProvenance = () => fill("provenance").replaceChildren(make("dl", {}, ...[["Sweep", data.setup], ["Digest of the results", data.digest], ["Page made by", data.program]]
    .flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])));

  document.getElementById("setting").textContent = `Model ${data.model}, ${data.start} to ${data.end}; ${number(data.points)} points of ${data.factors.length} factors, ${data.replicates} replicate${data.replicates === 1 ? "" : "s"} each; ${data.setup}.`;
  showFailure();
  fill("measures").replaceChildren(...data.measures.map(measureSection));
  showFactors(); showLimits(); showProvenance(); showContents();
  drawAll();
  keepDrawn();
})();
