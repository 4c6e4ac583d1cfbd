BEGIN { avg(1); }
