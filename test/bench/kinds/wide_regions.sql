SELECT region, min(duration) AS least, max(duration) AS greatest, avg(width) AS width, sum(c11)::BIGINT AS sum, max(time) AS last,
       count(*) AS visits
FROM wide GROUP BY region
