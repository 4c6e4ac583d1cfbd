BEGIN { { x; } }
