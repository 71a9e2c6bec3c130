# Programs and progress of the regions that you may read, with R (package jsonlite).
# PORTAL=https://portal.example KEY=sc_... Rscript pull.R
library(jsonlite)

pull <- function(address, columns) {
  following <- paste0(Sys.getenv("PORTAL"), "/api/v1/", address)
  pages <- list()
  while (!is.null(following)) {
    connection <- url(following, headers = c(Authorization = paste("Api-Key", Sys.getenv("KEY"))))
    page <- fromJSON(readLines(connection, warn = FALSE, encoding = "UTF-8"), flatten = TRUE)
    close(connection)
    if (length(page$results) > 0) pages[[length(pages) + 1]] <- page$results[, columns]
    following <- page$`next`
  }
  do.call(rbind, pages)
}

programs <- pull("programs/?page_size=500&version_status=adopted", c("region.code", "code", "name"))
reports <- pull("progress-reports/?page_size=500&state=verified",
                c("region.code", "program.code", "physical_percent"))
# Decimals come as text, so that nothing is rounded on the way.
reports$physical_percent <- as.numeric(reports$physical_percent)
print(table(programs$region.code))
print(aggregate(physical_percent ~ region.code, reports, mean))
