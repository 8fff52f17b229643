SELECT count(*) AS rows, sum(v1) AS v1, sum(v2) AS v2 FROM x LEFT JOIN medium USING (id2)
