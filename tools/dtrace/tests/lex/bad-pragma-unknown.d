#pragma D nosuch thing
