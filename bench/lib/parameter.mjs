// A parameter of pgbench in SQL: `:name`, but not the type behind `::`.
export const parameter = /(?<!:):([a-z][a-z_]*)/g
export const parameters_of = (sql) => new Set([...sql.matchAll(parameter)].map((match) => match[1]))
