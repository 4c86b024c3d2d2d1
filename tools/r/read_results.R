# Open a results file of kith in R. Needs hdf5r (Debian: r-cran-hdf5r).
#
# As a program: Rscript read_results.R FILE [MEASURE]   prints the headlines, or one measure as CSV.
# As a source:  source("read_results.R"); visits <- read_measure("town.h5", "visits")
library(hdf5r)

# Opens a results file, or stops in plain words.
open_results <- function(path) {
  if (!file.exists(path)) stop(path, ": does not exist; check the name", call. = FALSE)
  file <- tryCatch(
    H5File$new(path, mode = "r"),
    error = function(e) stop(path, ": is no results file, or is not whole; give one written by kith", call. = FALSE)
  )
  kind <- if (file$attr_exists("format")) h5attr(file, "format") else ""
  if (kind == "kith results") return(file)
  file$close_all()
  if (kind == "kith sweep") stop(path, ": holds a sweep; docs/cluster.md says how to open it", call. = FALSE)
  stop(path, ": is no results file; give a file written by kith run or kith compare", call. = FALSE)
}

# One axis of a measure: dates for a time axis, else labels or numbers.
read_axis <- function(axis) {
  if (axis$dims == 0) return(character(0))
  values <- axis$read()
  if (is(values, "integer64")) values <- as.integer(values)
  unit <- h5attr(axis, "units")
  if (grepl("^days since ", unit)) as.Date(sub("^days since ", "", unit)) + values else values
}

# All axes of the root, by the number netCDF-4 keeps of each; a dimension without a variable counts its entries.
read_axes <- function(file) {
  axes <- list()
  for (name in names(file)) {
    if (!inherits(file[[name]], "H5D")) next
    object <- file[[name]]
    if (!object$attr_exists("_Netcdf4Dimid") || !object$attr_exists("CLASS")) next
    id <- as.character(h5attr(object, "_Netcdf4Dimid"))
    values <- if (object$attr_exists("units")) read_axis(object) else seq_len(object$dims)
    axes[[id]] <- list(name = name, values = values)
  }
  axes
}

# A measure of an open file as a data frame, one row a value.
measure_frame <- function(file, measure, axes) {
  if (!file$exists(measure)) stop("there is no measure ", measure, call. = FALSE)
  data <- file[[measure]]
  own <- axes[as.character(h5attr(data, "_Netcdf4Coordinates"))]
  values <- lapply(own, function(axis) axis$values)
  names(values) <- vapply(own, function(axis) axis$name, character(1))
  # R runs through the axes of an array from the other end than HDF5.
  frame <- do.call(expand.grid, c(rev(values), stringsAsFactors = FALSE))
  frame <- frame[rev(names(frame))]
  frame[[basename(measure)]] <- as.vector(data$read())
  attr(frame, "unit") <- h5attr(data, "units")
  frame
}

# A measure as a data frame. `measure` is a path, such as "visits" or "headlines/visits_a_year".
read_measure <- function(path, measure) {
  file <- open_results(path)
  on.exit(file$close_all())
  measure_frame(file, measure, read_axes(file))
}

# A table of the file, such as "validation", "events" or "episodes", as a data frame; with `words`, codes are replaced by
# what they stand for. In tables of rows days are dates, and what has no value is NA.
read_table <- function(path, group, words = FALSE) {
  file <- open_results(path)
  on.exit(file$close_all())
  if (!file$exists(group)) stop(path, ": holds no ", group, call. = FALSE)
  of_rows <- file[[group]]$attr_exists("table")
  columns <- Filter(function(name) file[[group]][[name]]$attr_exists("units"), names(file[[group]]))
  as.data.frame(sapply(columns, function(name) read_column(file, file[[group]][[name]], of_rows, words), simplify = FALSE))
}

# One column of a table of an open file.
read_column <- function(file, column, of_rows, words) {
  values <- column$read()
  if (of_rows && column$attr_exists("_FillValue")) values[values %in% h5attr(column, "_FillValue")] <- NA
  unit <- h5attr(column, "units")
  if (of_rows && grepl("^days since ", unit)) return(as.Date(sub("^days since ", "", unit)) + values)
  if (words && column$attr_exists("labels_of")) return(file[[h5attr(column, "labels_of")]]$read()[values + 1])
  if (words && column$attr_exists("flag_meanings"))
    return(strsplit(h5attr(column, "flag_meanings"), " ")[[1]][values + 1])
  values
}

# Mean and 95% interval over replicates of every headline; in a comparison for each scenario.
read_headlines <- function(path) {
  file <- open_results(path)
  on.exit(file$close_all())
  if (!file$exists("headlines")) stop(path, ": holds no headlines", call. = FALSE)
  axes <- read_axes(file)
  rows <- lapply(names(file[["headlines"]]), function(name) {
    frame <- measure_frame(file, paste0("headlines/", name), axes)
    scenarios <- if (is.null(frame$scenario)) list(frame[[name]]) else split(frame[[name]], factor(frame$scenario, unique(frame$scenario)))
    rows <- do.call(rbind, lapply(scenarios, mean_and_interval))
    labels <- if (is.null(names(scenarios))) list() else list(scenario = names(scenarios))
    data.frame(c(list(measure = name), labels, as.data.frame(rows), list(unit = attr(frame, "unit"))), row.names = NULL)
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
