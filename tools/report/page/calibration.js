// Draws the page about a calibration from the data in it, with pieces.js. Every chart has its numbers in a table beneath.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const short = (path) => path.replace(/^[^.]*\./, "");
  const unitOf = (row) => row.unit || "1";
  const fallOf90 = 2.7055 / 2;

  // ---- facts: where the model stands, in what is allowed ----
  const showFacts = () => {
    const allowed = (fact) => 1.96 * Math.hypot(fact.tolerance / 1.96, fact.chance * Math.sqrt(1 + 1 / data.replicates));
    const inAllowances = (fact, value) => (value - fact.target) / allowed(fact);
    fill("facts-lead").replaceChildren(data.met_together ? "All facts are met together at the best point." : "The facts cannot be met together within what was allowed and tried.");
    const title = "Miss of each fact", show = (value) => number(value);
    const result = figure(title, "How far the model is from the target, in what is allowed for gap and chance: within −1 and 1 the fact is met. Line: middle 90% over the posterior; hollow: the best point simulated.", true);
    result.append(key([[sureKey(colours[1]), "posterior"], [hollowKey, "best point"]]));
    result.append(chart(title, data.facts.map((fact) => `${fact.name} ${number(inAllowances(fact, fact.best))}`).join("; "), (width) => dotPlot(width,
      data.facts.map((fact) => ({ title: fact.name, marks: [
        { mean: inAllowances(fact, fact.posterior.mean), low: inAllowances(fact, fact.posterior.low), high: inAllowances(fact, fact.posterior.high), colour: colours[1], band: [-1, 1] },
        { mean: inAllowances(fact, fact.best), low: null, high: null, colour: colours[0], hollow: true }] })),
      { unit: "in what is allowed", show, zero: true })));
    result.append(tableBelow(title, [{ title: "Fact" }, { title: "Target", number: true }, { title: "Tolerance", number: true }, { title: "Best point", number: true },
      { title: "Posterior, middle 90%", number: true }, { title: "Unit" }, { title: "Verdict" }],
      data.facts.map((fact) => [fact.name, number(fact.target), number(fact.tolerance), number(fact.best), range(fact.posterior.low, fact.posterior.high, number), unitText(unitOf(fact)), fact.verdict])));
    fill("facts").replaceChildren(result);
  };

  // ---- parameters: before and after, in the range beforehand ----
  const showParameters = () => {
    const title = "Before and after";
    const place = (row, value) => {
      const [low, high] = [row.profile.values[0], row.profile.values[row.profile.values.length - 1]];
      return row.prior.log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    };
    const show = (value) => number(Math.round(100 * value)) + "%";
    const result = figure(title, "Where the posterior lies within what was believed beforehand (0% its lowest, 100% its highest values). Band: middle 90% beforehand; line: middle 90% of the posterior; hollow: the best point simulated.", true);
    result.append(key([[sureKey(colours[1]), "posterior"], [hollowKey, "best point"]]));
    result.append(chart(title, data.parameters.map((row) => `${row.path} ${row.verdict}`).join("; "), (width) => dotPlot(width,
      data.parameters.map((row) => ({ title: short(row.path), marks: [
        { mean: place(row, row.posterior.middle), low: place(row, row.posterior.low), high: place(row, row.posterior.high), colour: colours[1], sure: row.verdict !== "superfluous", band: [place(row, row.prior.low), place(row, row.prior.high)] },
        { mean: place(row, row.best), low: null, high: null, colour: colours[0], hollow: true }] })),
      { unit: "of what was believed beforehand", show })));
    result.append(tableBelow(title, [{ title: "Parameter", path: true }, { title: "Before, middle 90%", number: true }, { title: "Best point", number: true }, { title: "Posterior, middle 90%", number: true }, { title: "Spread", number: true }, { title: "Unit" }, { title: "Verdict" }],
      data.parameters.map((row) => [path(row.path), range(row.prior.low, row.prior.high, number), number(row.best), range(row.posterior.low, row.posterior.high, number), number(row.narrowed), unitText(unitOf(row)),
        row.verdict + (row.pressed ? `, pressed against its ${row.pressed} value` : "")])));
    fill("parameters").replaceChildren(result);
  };

  // ---- profiles ----
  const profilePlot = (width, row) => {
    const height = 190, left = 34, top = 10, bottom = height - 40, right = width - 28, svg = canvas(width, height), most = 6;
    const x = (row.prior.log ? d3.scaleLog() : d3.scaleLinear()).domain(d3.extent(row.profile.values)).range([left, right]);
    const y = d3.scaleLinear().domain([0, most]).range([bottom, top]).clamp(true);
    svg.append("g").selectAll("line").data(y.ticks(3)).join("line").attr("class", "grid-line").attr("x1", left).attr("x2", right).attr("y1", y).attr("y2", y);
    svg.append("line").attr("x1", left).attr("x2", right).attr("y1", y(fallOf90)).attr("y2", y(fallOf90)).attr("stroke", colours[2]).attr("stroke-dasharray", "5 3");
    svg.append("path").attr("fill", "none").attr("stroke", colours[1]).attr("stroke-width", 2.5)
      .attr("d", d3.line().x((one) => x(one[0])).y((one) => y(one[1]))(d3.zip(row.profile.values, row.profile.fall)));
    // A logarithmic axis has more ticks of its own than there is room for.
    const ticks = row.prior.log ? d3.range(4).map((i) => x.invert(left + i * (right - left) / 3)) : x.ticks(4);
    svg.append("g").attr("transform", `translate(0,${bottom})`).call(d3.axisBottom(x).tickValues(ticks).tickFormat(tickTexts(ticks, number)).tickSizeOuter(0));
    svg.append("g").attr("transform", `translate(${left},0)`).call(d3.axisLeft(y).ticks(3).tickSize(0)).call((axis) => axis.select(".domain").remove());
    svg.append("text").attr("class", "small").attr("x", (left + right) / 2).attr("y", height - 6).attr("text-anchor", "middle").text(unitText(unitOf(row)));
    return svg;
  };
  const showProfiles = () => fill("profiles").replaceChildren(...data.parameters.map((row) => {
    const result = figure(short(row.path), `${capital(row.verdict)}.`);
    result.append(chart(`Profile of ${row.path}`, row.verdict, (width) => profilePlot(width, row)));
    result.append(tableBelow(row.path, [{ title: "Fixed at", number: true }, { title: "Fall of the log likelihood", number: true }], d3.zip(row.profile.values, row.profile.fall).map(([at, fall]) => [number(at), number(fall)])));
    return result;
  }));

  // ---- the rest ----
  const showTaught = () => fill("taught").replaceChildren(table([{ title: "Parameter", path: true }, ...data.facts.map((fact) => ({ title: fact.name, number: true }))],
    data.parameters.map((row) => [path(row.path), ...data.facts.map((fact) => number(Math.round(100 * row.taught[fact.name]) / 100))]), "What each fact taught"));
  const showLimits = () => fill("limits").replaceChildren(...[
    ["Intervals.", "They hold 90% of what the facts leave possible, if the tolerances are right and what was believed beforehand is. A model that is wrong in ways the facts do not show is not found out by any fit."],
    ["Facts held back.", "Facts marked as predictions were not read. Hold the fitted model against them before it is trusted."],
    ["Facts that are missed.", "They say what the model lacks, or that a range or a tolerance is too narrow; no parameter should be made to pay for it."],
    ["Emulators.", "Between points that were simulated the model is stood in for by Gaussian processes. What they do not know is part of the intervals."],
    ...(data.replicates === 1 ? [["Chance.", "With one replicate a point chance is not known and left out: the intervals are too narrow."]] : []),
  ].map(([head, text]) => make("li", {}, make("strong", {}, head), " " + text)));
  const showProvenance = () => fill("provenance").replaceChildren(make("dl", {}, ...[["Digest of the results", data.digest], ["Page made by", data.program]]
    .flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])));

  document.getElementById("setting").textContent = `Model ${data.model}, ${data.start} to ${data.end}; ${plural(data.parameters.length, "parameter")} fitted to ${plural(data.facts.length, "fact")} at ${plural(data.points, "point")} of ${plural(data.replicates, "replicate")} each.`;
  showFacts(); showParameters(); showProfiles(); showTaught(); showLimits(); showProvenance(); showContents();
  drawAll();
  keepDrawn();
})();
