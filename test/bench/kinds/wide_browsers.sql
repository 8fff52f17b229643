SELECT browser, count(*) AS visits FROM wide GROUP BY browser
