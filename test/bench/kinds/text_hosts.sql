SELECT regexp_replace(split_part(referer, '/', 3), '^www\.', '') AS host, count(*) AS visits, avg(length(referer)) AS length
FROM wide WHERE referer <> '' GROUP BY host
