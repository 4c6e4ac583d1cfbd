#pragma D error "two words"  more
