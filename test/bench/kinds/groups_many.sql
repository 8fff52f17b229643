SELECT customer_id, product_id, sum(quantity)::BIGINT AS quantity, max(price) AS price FROM facts GROUP BY customer_id, product_id
ORDER BY quantity DESC, price DESC, customer_id LIMIT 100
