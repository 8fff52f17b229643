SELECT city, day, count(*) AS rows, sum(amount) AS amount, max(comment) AS last FROM lists GROUP BY city, day
