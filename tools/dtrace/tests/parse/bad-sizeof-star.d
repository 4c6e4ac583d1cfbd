BEGIN { sizeof(*); }
