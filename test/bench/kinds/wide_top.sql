SELECT url, count(*) AS visits FROM wide GROUP BY url ORDER BY visits DESC, url LIMIT 10
