SELECT count(*) AS rows, sum(value * weight) AS sum FROM skewed JOIN keys USING (name)
