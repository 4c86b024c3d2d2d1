# Open a results file of kith in R. Needs hdf5r (Debian: r-cran-hdf5r).
#
# As a program: Rscript read_results.R FILE [MEASURE]   prints the headlines, or one measure as CSV.
# As a source:  source("read_results.R"); offences <- read_measure("manchester.h5", "offences")
library(hdf5r)

# One axis of a measure: dates for a time axis, else labels or numbers.
read_axis <- function(file, name) {
  axis <- file[[name]]
  values <- axis[]
  if (is(values, "integer64")) values <- as.integer(values)
  unit <- h5attr(axis, "units")
  if (grepl("^days since ", unit)) as.Date(sub("^days since ", "", unit)) + values else values
}

# The names of the axes of a measure, the replicate first, from the numbers netCDF-4 keeps.
axis_names <- function(file, measure) {
  numbers <- h5attr(file[[measure]], "_Netcdf4Coordinates")
  known <- Filter(function(name) inherits(file[[name]], "H5D") && file[[name]]$attr_exists("_Netcdf4Dimid"), names(file))
  ids <- vapply(known, function(name) as.integer(h5attr(file[[name]], "_Netcdf4Dimid")), integer(1))
  known[match(numbers, ids)]
}

# A measure as a data frame, one row a value. `measure` is a path, such as "offences" or "headlines/entrants".
read_measure <- function(path, measure) {
  file <- H5File$new(path, mode = "r")
  on.exit(file$close_all())
  data <- file[[measure]]
  axes <- lapply(axis_names(file, measure), function(name) read_axis(file, name))
  names(axes) <- axis_names(file, measure)
  # R runs through the axes of an array from the other end than HDF5.
  frame <- do.call(expand.grid, c(rev(axes), stringsAsFactors = FALSE))
  frame <- frame[rev(names(frame))]
  frame[[basename(measure)]] <- as.vector(data$read())
  attr(frame, "unit") <- h5attr(data, "units")
  frame
}

# Mean and 95% interval over replicates of every headline; in a comparison for each scenario.
read_headlines <- function(path) {
  file <- H5File$new(path, mode = "r")
  measures <- names(file[["headlines"]])
  units <- vapply(measures, function(name) h5attr(file[["headlines"]][[name]], "units"), character(1))
  file$close_all()
  rows <- lapply(measures, function(name) {
    frame <- read_measure(path, paste0("headlines/", name))
    scenarios <- if (is.null(frame$scenario)) list(frame[[name]]) else split(frame[[name]], factor(frame$scenario, unique(frame$scenario)))
    rows <- do.call(rbind, lapply(scenarios, mean_and_interval))
    labels <- if (is.null(names(scenarios))) list() else list(scenario = names(scenarios))
    data.frame(c(list(measure = name), labels, as.data.frame(rows), list(unit = units[[name]])), row.names = NULL)
  })
  do.call(rbind, rows)
}

mean_and_interval <- function(values) {
  values <- values[!is.na(values)]
  half <- if (length(values) > 1) qt(0.975, length(values) - 1) * sd(values) / sqrt(length(values)) else NA
  c(mean = mean(values), low = mean(values) - half, high = mean(values) + half)
}

# Only when run as a program, not when sourced.
if (sys.nframe() == 0) {
  arguments <- commandArgs(trailingOnly = TRUE)
  if (!length(arguments) %in% 1:2) stop("usage: Rscript read_results.R FILE [MEASURE]")
  if (length(arguments) == 1) print(read_headlines(arguments[1]), row.names = FALSE)
  if (length(arguments) == 2) write.csv(read_measure(arguments[1], arguments[2]), row.names = FALSE)
}
