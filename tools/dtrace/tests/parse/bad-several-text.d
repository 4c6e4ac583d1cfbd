BEGIN { trace(1 2); y = 3 } END { x = = 4; trace(]; } tick-1s { exit(0) }
