BEGIN { x = xlate <struct out *>(y)->m; z = xlate<out_t>(a, b).m; }
