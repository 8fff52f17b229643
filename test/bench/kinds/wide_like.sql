SELECT search_phrase, min(url) AS url, min(title) AS title, count(*) AS visits FROM wide
WHERE title LIKE '%google%' AND url NOT LIKE '%.google%' AND search_phrase <> '' GROUP BY search_phrase
