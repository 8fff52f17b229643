SELECT url, count(*) AS visits FROM wide GROUP BY url
