#pragma D option version=1.2
#pragma D binding "1.0" early
inline int early = 1;
#pragma D binding "1.3" late
inline int late = 1;
BEGIN { trace(early); trace(late); }
