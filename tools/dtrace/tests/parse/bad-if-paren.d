BEGIN { if x { y; } }
