BEGIN { x; } // no comment
