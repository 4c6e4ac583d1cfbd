# A program does not load libraries by name
args: -x errtags -es $SCRIPT
--- script
#pragma D depends_on library io.d
BEGIN { exit(0); }
--- stdout
--- stderr ~
dtrace: failed to compile script .*/case.d: \[D_PRAGMA_DEPEND\] line 1: main program may not explicitly depend on a library
    1 \| #pragma D depends_on library io.d
      \| \^~+
hint: libraries are loaded when a program names what they have
--- status 1
