-- where all values of one are equal: missing, as in pandas
SELECT id2, id4, nullif(corr(v1, v2), 'NaN'::DOUBLE) ** 2 AS r2 FROM g1 GROUP BY id2, id4
