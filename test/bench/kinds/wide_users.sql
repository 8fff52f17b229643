SELECT region, count(DISTINCT user_id) AS users FROM wide GROUP BY region
