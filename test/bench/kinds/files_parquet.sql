SELECT sensor, count(*) AS rows, avg(value) AS mean, max(time) AS last FROM parts WHERE state = 'hot' AND value > 15
GROUP BY sensor
