#pragma D option empty=yes
