SELECT keys.name AS name_of_key, count(*) AS rows, sum(value * weight) AS weighted FROM skewed JOIN keys USING (key)
GROUP BY keys.name
