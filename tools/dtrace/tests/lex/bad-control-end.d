a
#pragma D option quiet