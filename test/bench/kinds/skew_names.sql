SELECT name, count(*) AS rows, avg(value) AS mean FROM skewed GROUP BY name
