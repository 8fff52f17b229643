SELECT lower(url) AS lower, upper(title[1:20]) AS shouted, replace(replace(url, 'https://www.', ''), '/', ' ') AS path,
       length(title) AS length
FROM wide
