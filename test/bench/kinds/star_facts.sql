SELECT category, city, sum(quantity * price) AS revenue, count(*) AS sales
FROM facts JOIN customers USING (customer_id) JOIN products USING (product_id) JOIN stores USING (store_id) JOIN days USING (day_id)
WHERE segment = 'green' AND year = 2025 GROUP BY category, city
