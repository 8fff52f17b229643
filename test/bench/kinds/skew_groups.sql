SELECT key, count(*) AS rows, sum(value) AS sum, max(value) AS greatest FROM skewed GROUP BY key
