BEGIN { ;; x; ; y }
END { }
